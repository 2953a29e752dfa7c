import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyPlan, makePlan, makeRollback, type Plan, readLive, StateFolder } from '../../src/deploy/index.ts';
import type { JsonValue } from '../../src/deploy/object.ts';
import { SENTINEL_TYPES, sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { PREVIEW, STABLE } from '../../src/deploy/sentinel/versions.ts';
import type { Target } from '../../src/deploy/target.ts';
import { type ArmEmulator, startArm, WORKSPACE } from '../emulators/arm.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { sentinelContent } from './sentinel-content.ts';

const desired = sentinelContent();
const RULE = '11111111-2222-4333-8444-000000000001';

let arm: ArmEmulator;
let target: Target;
let folder: StateFolder;
let token = 'good-token';

beforeEach(async () => {
  arm = await startArm();
  token = 'good-token';
  target = sentinelTarget(
    {
      ...WORKSPACE,
      endpoint: arm.url,
      ca: arm.ca,
      credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    },
    QUICK_RETRY,
  );
  folder = new StateFolder(mkdtempSync(join(tmpdir(), 'deploy-')), target);
});
afterEach(() => arm.close());

const plan = async (options: { adopt?: boolean; prune?: boolean } = {}, objects = desired): Promise<Plan> =>
  makePlan(target, objects, await readLive(target), { deployment: 'test', ...options });
const apply = (what: Plan) => applyPlan(what, target, { folder, retry: QUICK_RETRY });
const brief = ({ steps }: Plan) => steps.map(({ action, type, title }) => `${action} ${type} ${title}`);

it('orders by what leans on what, and chooses the version of the interface by rule', async () => {
  const made = await plan();
  expect(brief(made)).toEqual([
    'create watchlist vips',
    'create function InventedFunction',
    'create hunting-query Rare thing',
    'create scheduled-rule Few failed sign-ins',
    'create scheduled-rule Many failed sign-ins',
    'create nrt-rule Many failed sign-ins',
    'enable scheduled-rule Few failed sign-ins',
    'enable scheduled-rule Many failed sign-ins',
    'enable nrt-rule Many failed sign-ins',
  ]);
  const versions = made.steps.filter(({ action }) => action === 'enable').map((step) => step.interface);
  expect(versions).toEqual([STABLE, PREVIEW, PREVIEW]);
});

it('has nothing to do the second time, though the workspace lags behind', async () => {
  arm.lag = 3;
  expect((await apply(await plan())).failed).toEqual([]);
  arm.lag = 0;
  for (let reads = 0; reads < 4; reads += 1) await readLive(target);
  const second = await plan();
  expect([second.steps, second.unchanged]).toEqual([[], 6]);
  expect(arm.resources.get(`alertrules/${RULE}`)?.properties).toMatchObject({
    displayName: 'Many failed sign-ins',
    description: 'Finds an invented thing.\n\n[firedrill:test]',
    queryFrequency: 'PT1H',
    queryPeriod: 'P1D',
    triggerOperator: 'GreaterThan',
    techniques: ['T1078', 'T1110'],
    subTechniques: ['T1110.001'],
  });
});

it('finds and repairs drift in every managed property of every type, and leaves what is not ours byte for byte', async () => {
  const theirs = { displayName: 'Theirs', description: 'Finds. [firedrill:another]', tactics: null };
  arm.put('alertRules/theirs', theirs, 'Scheduled');
  arm.put('alertRules/their-nrt', theirs, 'NRT');
  arm.put('savedSearches/their-function', { ...theirs, category: 'x', query: 'Event', functionAlias: 'Theirs' });
  arm.put('savedSearches/their-hunt', { ...theirs, category: 'Hunting Queries', query: 'Event', tags: [] });
  arm.put('watchlists/theirs', { displayName: 'Theirs', provider: 'x', itemsSearchKey: 'a' });
  arm.put('watchlists/theirs/watchlistItems/1', { itemsKeyValue: { a: '1' } });
  const foreign = JSON.stringify([...arm.resources]);
  const names = new Set(arm.resources.keys());
  await apply(await plan());
  let planted = 0;
  for (const { name: type } of SENTINEL_TYPES) {
    const object = desired.find((candidate) => candidate.type === type);
    if (!object) throw new Error(`There is no ${type}.`);
    for (const [property, value] of Object.entries(object.properties)) {
      for (const other of driftsOf(property, value)) {
        plant(type, object.key, property, other);
        const found = await plan();
        expect([
          property,
          found.steps.map((step) => [
            step.action,
            step.type,
            step.key,
            ...step.changes.map((change) => change.property),
          ]),
        ]).toEqual([property, [['update', type, object.key, property]]]);
        expect((await apply(found)).failed).toEqual([]);
        expect([property, (await plan()).steps]).toEqual([property, []]);
        planted += 1;
      }
    }
  }
  expect(JSON.stringify([...arm.resources].filter(([name]) => names.has(name)))).toBe(foreign);
  expect(planted).toBeGreaterThan(
    SENTINEL_TYPES.reduce(
      (sum, { name }) => sum + Object.keys(desired.find(({ type }) => type === name)?.properties ?? {}).length,
      0,
    ),
  );
});

it('touches no object of others', async () => {
  const properties = {
    ...arm.resources.get('x')?.properties,
    displayName: 'Theirs',
    description: 'Finds. [firedrill:another]',
    tactics: null,
  };
  arm.put(`alertRules/${RULE}`, properties, 'Scheduled');
  arm.put('alertRules/fusion', { enabled: true }, 'Fusion');
  arm.put('savedSearches/theirs', { displayName: 'Theirs', category: 'x', query: 'Event' });
  arm.put('watchlists/theirs', { displayName: 'Theirs', provider: 'x', itemsSearchKey: 'a' });
  const before = structuredClone([...arm.resources]);
  const made = await plan({ prune: true });
  expect(made.refusals).toMatchObject([
    { key: RULE, reason: 'There is an object of this name that the deployment "another" owns.' },
  ]);
  const others = desired.filter(({ key }) => key !== RULE);
  await apply(await plan({ prune: true }, others));
  await apply(await plan({ prune: true }, []));
  expect([...arm.resources]).toEqual(before);
});

it('keeps what it does not manage, and gives it back after a rollback', async () => {
  await apply(await plan());
  const path = `alertrules/${RULE}`;
  const stored = arm.resources.get(path);
  arm.put(`alertRules/${RULE}`, { ...stored?.properties, templateVersion: '2.0.0', severity: 'High' }, 'Scheduled');
  const before = arm.resources.get(path)?.properties;
  await apply(await plan());
  expect(arm.resources.get(path)?.properties).toMatchObject({ templateVersion: '2.0.0', severity: 'Medium' });
  await apply(await makeRollback(target, folder));
  expect(arm.resources.get(path)?.properties).toEqual(before);
});

it('changes the items of a watchlist one by one', async () => {
  await apply(await plan());
  const kept = arm.resources.get('watchlists/vips/watchlistitems/item-0');
  const lost = arm.resources.get('watchlists/vips/watchlistitems/item-1');
  arm.put('watchlists/vips/watchlistItems/extra', { itemsKeyValue: { User: 'eve', Note: '' } });
  arm.resources.delete('watchlists/vips/watchlistitems/item-1');
  await apply(await plan());
  const items = [...arm.resources]
    .filter(([path]) => path.startsWith('watchlists/vips/'))
    .map(([, { properties }]) => properties);
  expect(items).toEqual([kept?.properties, lost?.properties]);
});

it('asks for another token when one runs out on the way', async () => {
  const made = await plan();
  arm.fault = ({ number }) => {
    if (number === 14) {
      arm.tokens.clear();
      arm.tokens.add('another-token');
      token = 'another-token';
    }
    return undefined;
  };
  expect((await apply(made)).failed).toEqual([]);
  expect((await plan()).steps).toEqual([]);
});

it('waits for operations that go on after their answer', async () => {
  arm.polls = 3;
  const { failed } = await apply(await plan());
  expect(failed).toEqual([]);
  const polled = arm.requests.filter(({ path }) => path.includes('operationstatuses'));
  expect(polled.length).toBe(3);
  expect((await plan()).steps).toEqual([]);
  await apply(await plan({ prune: true }, []));
  expect(arm.resources.size).toBe(0);
  arm.ending = 'Failed';
  const again = await apply(await plan());
  expect(again.failed.map(({ message }) => message)).toEqual([
    'PUT providers/Microsoft.SecurityInsights/watchlists/vips: Failed WatchlistFailed: The content could not be read.',
  ]);
});

it('sends its token to no other host', async () => {
  arm.polls = 1;
  const { url } = arm;
  (arm as { url: string }).url = 'https://other.example.com';
  const { failed } = await apply(await plan());
  (arm as { url: string }).url = url;
  expect(failed.map(({ message }) => message)).toEqual(['Azure sent a request on to another host.']);
});

it('refuses what goes beyond the limits of a workspace', async () => {
  const [rule] = desired.filter(({ type }) => type === 'scheduled-rule');
  const many = Array.from({ length: 513 }, (_, at) => ({ ...rule!, key: `key-${at}` }));
  const long = {
    ...rule!,
    key: 'long',
    properties: { ...rule!.properties, query: 'x'.repeat(10_001), enabled: false },
  };
  const { refusals } = await plan({}, [...many, long]);
  expect(refusals.map(({ reason }) => reason)).toEqual([
    'There would be 513 enabled scheduled rules in a workspace; 512 are allowed.',
    '10001 characters of a query; 10000 are allowed.',
  ]);
});

it('shows no token when Azure refuses', async () => {
  arm.fault = () => ({ status: 403 });
  const failure = (await plan().catch((error: Error) => error)) as Error;
  expect(failure.message).toMatch(/^GET \/providers\/Microsoft.SecurityInsights\/watchlists: 403/);
  expect(JSON.stringify(failure) + failure.stack).not.toContain('good-token');
});

/** Other values of the same kind; of a mapping, each of its values in turn. */
function driftsOf(property: string, value: JsonValue): readonly JsonValue[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1];
  if (property === 'items') return [[]];
  if (property === 'severity') return ['Low'];
  if (property === 'triggerOperator') return ['LessThan'];
  if (property === 'matchingMethod') return ['AnyAlert'];
  if (typeof value === 'string') return /^P/.test(value) ? ['PT7H'] : [`${value}drifted`];
  if (property === 'sentinelEntitiesMappings') return [[{ columnName: 'Entities' }]];
  if (Array.isArray(value) && value.length === 0) return [['T1110.002']];
  if (Array.isArray(value))
    return [
      [],
      ...value.flatMap((entry, at) =>
        typeof entry === 'object' ? driftsOf('', entry as JsonValue).map((other) => value.with(at, other)) : [],
      ),
    ];
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
  return entries
    .flatMap(([name, inner]) => driftsOf(name, inner).map((other) => ({ ...(value as object), [name]: other })))
    .filter((other) => JSON.stringify(other) !== JSON.stringify(value));
}

/** Somebody changes one property of one object. */
function plant(type: string, key: string, property: string, value: JsonValue): void {
  if (type === 'watchlist' && property === 'items') {
    for (const path of arm.resources.keys()) if (path.startsWith(`watchlists/${key}/`)) arm.resources.delete(path);
    return;
  }
  const collection = type === 'watchlist' ? 'watchlists' : type.endsWith('-rule') ? 'alertRules' : 'savedSearches';
  const stored = arm.resources.get(`${collection}/${key}`.toLowerCase());
  if (!stored) throw new Error(`There is no ${collection}/${key}.`);
  const isTag = type === 'hunting-query' && ['description', 'tactics', 'techniques'].includes(property);
  const tags = stored.properties['tags'] as readonly { readonly name: string; readonly value: string }[];
  const properties = isTag
    ? { ...stored.properties, tags: tags.map((tag) => (tag.name === property ? { ...tag, value } : tag)) }
    : {
        ...stored.properties,
        [property]: property === 'description' && type.endsWith('-rule') ? `${String(value)} [firedrill:test]` : value,
      };
  arm.put(`${collection}/${key}`, properties, stored.kind);
}
