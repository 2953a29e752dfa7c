import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  applyPlan,
  type LiveObject,
  makePlan,
  makeRollback,
  type Plan,
  readLive,
  StateFolder,
} from '../../src/deploy/index.ts';
import { SPLUNK_TYPES } from '../../src/deploy/splunk/object-types.ts';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import type { Target } from '../../src/deploy/target.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

const { desired } = splunkContent();

let splunk: SplunkEmulator;
let target: Target;
let folder: StateFolder;

beforeEach(async () => {
  splunk = await startSplunk('content');
  target = targetOf(splunk);
  folder = newFolder();
});
afterEach(() => splunk.close());

function targetOf({ url, ca, token }: SplunkEmulator, timeoutMs = 2_000): Target {
  return splunkTarget({ url, ca, token, app: 'content', timeoutMs }, QUICK_RETRY);
}
const newFolder = (): StateFolder => new StateFolder(mkdtempSync(join(tmpdir(), 'deploy-')), target);
const plan = async (options: { adopt?: boolean; prune?: boolean } = {}, objects = desired): Promise<Plan> =>
  makePlan(target, objects, await readLive(target), { deployment: 'test', ...options });
const apply = (what: Plan) => applyPlan(what, target, { folder, retry: QUICK_RETRY });
const brief = ({ steps }: Plan): readonly string[] => steps.map(({ action, type, key }) => `${action} ${type} ${key}`);

describe('plan and apply', () => {
  it('writes what detections lean on first and switches searches on last', async () => {
    expect(brief(await plan())).toEqual([
      'create lookup invented_hosts',
      'create macro tools_filter_of(2)',
      'create macro inner_macro',
      'create macro many_tools_filter',
      'create saved-search Firedrill - Many Tools - Rule',
      'create saved-search Firedrill - Ünusual / Names & "Quotes" - Rule',
      'enable saved-search Firedrill - Many Tools - Rule',
      'enable saved-search Firedrill - Ünusual / Names & "Quotes" - Rule',
    ]);
  });

  it('has nothing to do the second time', async () => {
    const result = await apply(await plan());
    expect(result.failed).toEqual([]);
    const second = await plan();
    expect(second.steps).toEqual([]);
    expect(second.unchanged).toBe(6);
    const stored = splunk.objects.get('saved/searches/content/Firedrill - Many Tools - Rule');
    expect(stored?.local?.['actions']).toBe('notable, risk');
    expect(JSON.parse(stored?.local?.['action.risk.param._risk'] ?? '')).toEqual([
      { risk_object_field: 'dest', risk_object_type: 'system', risk_score: 40 },
      { risk_object_field: 'user', risk_object_type: 'user', risk_score: 20 },
      { threat_object_field: 'process_name', threat_object_type: 'process_name' },
    ]);
  });

  it('finds and repairs drift in every managed setting of every type', async () => {
    await apply(await plan());
    let planted = 0;
    for (const { name: type, collection, settings } of SPLUNK_TYPES) {
      const object = desired.find((candidate) => candidate.type === type);
      const stored = splunk.objects.get(`${collection}/content/${object?.key}`);
      if (!object || !stored) throw new Error(`There is no ${type}.`);
      for (const setting of Object.keys(settings)) {
        // Only a definition of a collection has one; see below.
        if (setting === 'collection.there') continue;
        if (setting === 'csv.table')
          splunk.engine.files.set('invented_hosts.csv', { fields: ['host'], rows: [['other']] });
        else if (setting === 'acl.owner') stored.owner = 'mallory';
        else if (setting === 'acl.sharing') stored.sharing = 'app';
        else if (setting === 'acl.read') stored.read = ['user'];
        else if (setting === 'acl.write') stored.write = ['user'];
        else stored.local = { ...stored.local, [setting]: drifted(object.properties[setting]) };
        const found = await plan();
        expect([setting, brief(found), found.steps[0]?.changes.map(({ property }) => property)]).toEqual([
          setting,
          [`update ${type} ${object.key}`],
          // Another file has other rows.
          setting === 'filename' ? ['csv.table', setting] : [setting],
        ]);
        expect((await apply(found)).failed).toEqual([]);
        expect([setting, (await plan()).steps]).toEqual([setting, []]);
        planted += 1;
      }
    }
    expect(planted).toBe(SPLUNK_TYPES.reduce((sum, { settings }) => sum + Object.keys(settings).length, -1));
  });

  it('touches no object of others, and takes one over with --adopt only', async () => {
    splunk.put('configs/conf-macros', 'theirs', { definition: 'index=theirs' });
    splunk.put('configs/conf-macros', 'inner_macro', { definition: 'index=elsewhere' });
    splunk.put('saved/searches', 'Theirs', { search: 'index=x' }, { app: 'other', sharing: 'global' });
    const before = structuredClone([...splunk.objects]);
    const refused = await plan();
    expect(refused.refusals).toMatchObject([{ key: 'inner_macro', hint: 'Take it over with --adopt.' }]);
    await expect(apply(refused)).rejects.toThrow('The plan is refused');
    expect([...splunk.objects]).toEqual(before);
    await apply(await plan({ adopt: true }));
    await apply(await plan({ prune: true }, []));
    const after = [...splunk.objects];
    expect(after).toEqual(before.filter(([key]) => key !== 'configs/conf-macros/content/inner_macro'));
  });

  it('deletes only with --prune, and what leans on others first', async () => {
    await apply(await plan());
    const kept = await plan({}, []);
    expect([kept.steps, kept.surplus.length]).toEqual([[], 6]);
    const pruned = await plan({ prune: true }, []);
    expect(pruned.steps.map(({ type }) => type)).toEqual([
      'saved-search',
      'saved-search',
      'macro',
      'macro',
      'macro',
      'lookup',
    ]);
    await apply(pruned);
    expect(splunk.objects.size).toBe(0);
  });

  it('refuses when the workspace moved after the plan', async () => {
    const made = await plan();
    splunk.put('configs/conf-macros', 'inner_macro', { definition: 'index=elsewhere' });
    await expect(apply(made)).rejects.toThrow('The workspace moved: "inner_macro" (macro)');
    expect(splunk.objects.size).toBe(1);
  });

  it('refuses a name that Enterprise Security cannot take', async () => {
    const [search] = desired.filter(({ type }) => type === 'saved-search');
    const { refusals } = await plan({}, [{ ...search!, key: 'x'.repeat(100) }]);
    expect(refusals).toMatchObject([{ reason: '100 characters in the name of a saved search; 99 are allowed.' }]);
  });

  it('does not delete what an app ships, and says so', async () => {
    splunk.put('configs/conf-macros', 'old', {}, { shipped: { definition: 'x', firedrill_owner: 'test' } });
    expect((await plan({ prune: true })).refusals).toMatchObject([{ key: 'old' }]);
  });
});

describe('what lookups name', () => {
  const { desired: stored } = splunkContent(
    {},
    {
      'detections/many_tools.yml': (CONTENT['detections/many_tools.yml'] ?? '').replace(
        '`tools_filter_of("a, b", user)`',
        'x=1',
      ),
      'lookups/invented_hosts.yml':
        'name: invented_hosts\nlookup_type: kvstore\nfields: [host, note]\ndescription: Hosts.\n',
    },
  );

  it('writes CSVs, gives them back, and deletes those of its own', async () => {
    await apply(await plan());
    expect(splunk.engine.files.get('invented_hosts.csv')).toEqual({
      fields: ['host', 'note'],
      rows: [['web*', 'shop']],
    });
    const other = desired.map((object) =>
      object.type === 'lookup'
        ? {
            ...object,
            properties: {
              ...object.properties,
              'csv.table': { fields: ['host', 'note'], rows: [['db*', '"q" \\ `m`']] },
            },
          }
        : object,
    );
    await apply(await plan({}, other));
    expect(splunk.engine.files.get('invented_hosts.csv')?.rows).toEqual([['db*', '"q" \\ `m`']]);
    expect((await plan({}, other)).steps).toEqual([]);
    await apply(await makeRollback(target, folder));
    expect(splunk.engine.files.get('invented_hosts.csv')?.rows).toEqual([['web*', 'shop']]);
    splunk.engine.files.set('theirs.csv', { fields: ['a'], rows: [] });
    await apply(await plan({ prune: true }, []));
    expect([...splunk.engine.files.keys()]).toEqual(['theirs.csv']);
  });

  it('writes many rows, which change at once', async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => [`host-${at}`, 'x'.repeat(40)]);
    const many = desired.map((object) =>
      object.type === 'lookup'
        ? { ...object, properties: { ...object.properties, 'csv.table': { fields: ['host', 'note'], rows } } }
        : object,
    );
    await apply(await plan({}, many));
    expect([...splunk.engine.files.keys()]).toEqual(['invented_hosts.csv']);
    expect((await plan({}, many)).steps).toEqual([]);
  });

  it('makes collections, and leaves them when the definition goes', async () => {
    await apply(await plan({}, stored));
    expect([...splunk.store.collections.keys()]).toEqual(['invented_hosts']);
    splunk.store.collections.clear();
    const drift = await plan({}, stored);
    expect(drift.steps.map(({ changes }) => changes.map(({ property }) => property))).toEqual([['collection.there']]);
    await apply(drift);
    await apply(await makeRollback(target, folder));
    expect(splunk.store.collections.size).toBe(0);
    await apply(await plan({}, stored));
    await apply(await plan({ prune: true }, []));
    expect([splunk.objects.size, splunk.store.collections.size]).toEqual([0, 1]);
  });
});

describe('rollback', () => {
  it('gives back changed, created and deleted objects with what is not managed', async () => {
    splunk.put('configs/conf-macros', 'inner_macro', { definition: 'index=elsewhere' });
    await apply(await plan({ adopt: true }));
    const name = 'Firedrill - Many Tools - Rule';
    const stored = splunk.objects.get(`saved/searches/content/${name}`);
    stored!.local = { ...stored!.local, 'dispatch.ttl': '7p' };
    const applied = await readLive(target);
    const other = desired.filter(({ key }) => key !== name);
    await apply(await plan({ prune: true }, other));
    expect(splunk.objects.has(`saved/searches/content/${name}`)).toBe(false);
    await apply(await makeRollback(target, folder));
    expect(sorted(await readLive(target))).toEqual(sorted(applied));
  });

  it('refuses what somebody changed since', async () => {
    await apply(await plan());
    splunk.objects.get('configs/conf-macros/content/inner_macro')!.local!['definition'] = 'index=new firedrill';
    splunk.objects.get('configs/conf-macros/content/inner_macro')!.local!['firedrill_owner'] = 'another';
    const back = await makeRollback(target, folder);
    expect(back.refusals).toMatchObject([{ key: 'inner_macro' }]);
  });
});

describe('the connection', () => {
  it('verifies the certificate', async () => {
    const { url, token } = splunk;
    const blind = splunkTarget({ url, token, app: 'content' }, { ...QUICK_RETRY, attempts: 1 });
    await expect(blind.list('macro')).rejects.toThrow(/GET .*: (SELF_SIGNED|UNABLE_TO|DEPTH_ZERO|CERT)/);
    expect(splunk.requests).toEqual([]);
  });

  it('shows no token anywhere', async () => {
    splunk.fault = ({ number }) => (number % 3 === 0 ? { status: 503 } : undefined);
    await apply(await plan());
    splunk.fault = () => ({ status: 403 });
    const failure = await plan().catch((error: Error) => error);
    const texts = [String(failure), (failure as Error).stack ?? '', JSON.stringify(failure)];
    for (const file of readdirSync(folder.path)) texts.push(readFileSync(join(folder.path, file), 'utf8'));
    expect(texts.filter((text) => text.includes(splunk.token))).toEqual([]);
    expect(texts.length).toBeGreaterThan(4);
  });
});

const sorted = (objects: readonly LiveObject[]) => objects.map((object) => JSON.stringify(object)).sort();

/** Another value of the same kind. */
function drifted(value: unknown): string {
  if (typeof value === 'boolean') return value ? '0' : '1';
  if (typeof value === 'number') return String(value + 1);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return [...value, 'email'].join(',');
  if (typeof value === 'object') return '{"drifted":true}';
  return `${String(value)} drifted`;
}
