import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyPlan, makePlan, readLive, StateFolder } from '../../src/deploy/index.ts';
import { armTemplate } from '../../src/deploy/sentinel/arm-template.ts';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { PREVIEW, STABLE } from '../../src/deploy/sentinel/versions.ts';
import { type ArmEmulator, startArm, WORKSPACE } from '../emulators/arm.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

interface Resource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly kind?: string;
  readonly etag?: string;
  readonly dependsOn?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters: Readonly<Record<string, { readonly type: string }>>;
  readonly resources: readonly Resource[];
}

const desired = sentinelContent({
  ...SENTINEL_CONTENT,
  'detections/hunt.yaml': (SENTINEL_CONTENT['detections/hunt.yaml'] ?? '')
    .replace('Event | take 10', "InventedFunction() | join _GetWatchlist('vips') on $left.Source == $right.SearchKey")
    .replace('Looks for it.', '"[Looks] like an [expression]"'),
});
const template = JSON.parse(armTemplate(desired)) as Template;

/** The expressions that we write, and no others. */
function evaluated(text: string): string {
  const [, call, args = ''] = /^\[(concat|resourceId)\((.*)\)\]$/.exec(text) ?? [];
  expect(call).toBeDefined();
  const parts = Array.from(args.matchAll(/parameters\('(\w+)'\)|'((?:[^']|'')*)'/g), ([, parameter, literal]) => {
    if (parameter === undefined) return (literal ?? '').replaceAll("''", "'");
    expect(Object.keys(template.parameters)).toContain(parameter);
    return WORKSPACE.workspace;
  });
  return call === 'concat' ? parts.join('') : parts.join('|');
}

const unescaped = (value: unknown): unknown => {
  if (typeof value === 'string') {
    expect(/^\[(?!\[)[\s\S]*\]$/.test(value)).toBe(false);
    return value.startsWith('[[') && value.endsWith(']') ? value.slice(1) : value;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unescaped);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unescaped(entry)]));
};

/** Puts the resources of the template in their order, as Resource Manager would. */
async function deploy(arm: ArmEmulator): Promise<readonly number[]> {
  const { request } = await import('node:https');
  const statuses: number[] = [];
  for (const { type, apiVersion, name, kind, etag, properties } of template.resources) {
    const names = evaluated(name).split('/');
    const kinds = type.split('/').slice(1);
    // `workspaces/providers/alertRules` and `law/Microsoft.SecurityInsights/id` interleave.
    const path = kinds.map((part, at) => `${part}/${encodeURIComponent(names[at] ?? '')}`).join('/');
    const group = `/subscriptions/${WORKSPACE.subscription}/resourceGroups/${WORKSPACE.resourceGroup}`;
    const url = `${arm.url}${group}/providers/Microsoft.OperationalInsights/${path}?api-version=${apiVersion}`;
    statuses.push(
      await new Promise<number>((resolve, reject) => {
        const sent = request(
          url,
          { method: 'PUT', ca: arm.ca, headers: { Authorization: 'Bearer good-token' } },
          (answer) => {
            answer.resume();
            answer.on('end', () => resolve(answer.statusCode ?? 0));
          },
        );
        sent.on('error', reject);
        sent.end(JSON.stringify({ ...(kind && { kind }), ...(etag && { etag }), properties: unescaped(properties) }));
      }),
    );
  }
  return statuses;
}

it('has the shape of a template, with the version that each object needs', () => {
  expect(template.$schema).toBe('https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#');
  expect(template.contentVersion).toMatch(/^\d+(\.\d+){3}$/);
  expect(Object.keys(template)).toEqual(['$schema', 'contentVersion', 'parameters', 'resources']);
  expect(template.resources.map(({ type, apiVersion, kind }) => [type.split('/').at(-1), apiVersion, kind])).toEqual([
    ['Watchlists', STABLE, undefined],
    ['savedSearches', '2020-08-01', undefined],
    ['savedSearches', '2020-08-01', undefined],
    ['alertRules', PREVIEW, 'Scheduled'],
    ['alertRules', STABLE, 'Scheduled'],
    ['alertRules', PREVIEW, 'NRT'],
  ]);
  const ids = template.resources.map(({ type, name }) => `${type}|${evaluated(name).split('/').join('|')}`);
  const needed = template.resources.flatMap(({ dependsOn = [] }) => dependsOn.map(evaluated));
  expect(needed).toHaveLength(2);
  for (const id of needed) expect(ids).toContain(id);
});

it('is the same whatever the order of the content', () => {
  expect(armTemplate([...desired].reverse())).toBe(armTemplate(desired));
});

it('deploys what "deploy apply" would: a plan after it is empty, and one before it too', async () => {
  const arm = await startArm();
  try {
    const connection = { ...WORKSPACE, endpoint: arm.url, ca: arm.ca };
    const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const target = sentinelTarget({ ...connection, credential }, QUICK_RETRY);
    const plan = async () => makePlan(target, desired, await readLive(target), { deployment: 'test' });
    expect(await deploy(arm)).toEqual([201, 200, 200, 201, 201, 201]);
    expect(await plan()).toMatchObject({ steps: [], refusals: [], unchanged: 6 });
    expect(new Set(await deploy(arm))).toEqual(new Set([200]));
    for (const key of [...arm.resources.keys()]) arm.resources.delete(key);
    const folder = new StateFolder(mkdtempSync(join(tmpdir(), 'deploy-')), target);
    await applyPlan(await plan(), target, { folder, retry: QUICK_RETRY });
    expect(new Set(await deploy(arm))).toEqual(new Set([200]));
    expect(await plan()).toMatchObject({ steps: [], unchanged: 6 });
  } finally {
    await arm.close();
  }
});

it('refuses more than a template holds', () => {
  const [object] = desired;
  const many = Array.from({ length: 801 }, (_, at) => ({ ...object!, key: `key-${at}` }));
  expect(() => armTemplate(many)).toThrow(/A template holds 800 resources and 4 MB; this would be 801 resources/);
});
