import { DeployError } from '../deploy-error.ts';
import { namesIn } from '../kusto/code.ts';
import type { DesiredObject, JsonValue } from '../object.ts';
import { RULE_KINDS, ruleBody } from './rule.ts';
import { printSavedSearch } from './saved-search.ts';
import { SENTINEL_TYPES } from './target.ts';
import { PREVIEW, ruleVersion, SAVED_SEARCHES, STABLE } from './versions.ts';
import { printWatchlist } from './watchlist.ts';

const WORKSPACES = 'Microsoft.OperationalInsights/workspaces';
/** @see https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits */
const MOST_RESOURCES = 800;
const MOST_BYTES = 4 << 20;

type Resource = Readonly<Record<string, JsonValue>>;

/**
 * The content of a repository as a template of Resource Manager, for who deploys by templates: the objects that
 * `deploy apply` would write, with their marks, each by the version of the interface that it needs. The same content gives
 * the same bytes.
 *
 * @throws DeployError when it is more than a template may hold.
 */
export function armTemplate(desired: readonly DesiredObject[]): string {
  const order = new Map(SENTINEL_TYPES.map(({ name }, at) => [name, at]));
  const objects = [...desired].sort(
    (left, right) =>
      (order.get(left.type) ?? 0) - (order.get(right.type) ?? 0) ||
      (left.key < right.key ? -1 : left.key > right.key ? 1 : 0),
  );
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: {
      workspace: {
        type: 'string',
        metadata: {
          description: 'The Log Analytics workspace, in this resource group, that Microsoft Sentinel is enabled on.',
        },
      },
    },
    resources: objects.map((object) => resourceOf(object, dependenciesOf(object, objects))),
  };
  const text = `${JSON.stringify(template, null, 2)}\n`;
  const bytes = Buffer.byteLength(text);
  if (objects.length > MOST_RESOURCES || bytes > MOST_BYTES) {
    throw new DeployError(
      `A template holds ${MOST_RESOURCES} resources and 4 MB; this would be ${objects.length} resources and ${(bytes / 1_048_576).toFixed(1)} MB.`,
      'Deploy with "deploy apply", or split the content folders over several configurations.',
    );
  }
  return text;
}

function resourceOf(object: DesiredObject, dependsOn: readonly string[]): Resource {
  const { type, key, properties } = object;
  const needs = dependsOn.length > 0 ? { dependsOn } : {};
  if (Object.hasOwn(RULE_KINDS, type)) {
    const apiVersion = ruleVersion(type, properties);
    const body = ruleBody(object, undefined, apiVersion === PREVIEW);
    const said = Object.entries(body.properties).filter(([, value]) => value !== null);
    return {
      type: `${WORKSPACES}/providers/alertRules`,
      apiVersion,
      name: nameOf(`/Microsoft.SecurityInsights/${key}`),
      kind: body.kind,
      ...needs,
      properties: literal(Object.fromEntries(said)),
    };
  }
  if (type === 'watchlist') {
    return {
      type: `${WORKSPACES}/providers/Watchlists`,
      apiVersion: STABLE,
      name: nameOf(`/Microsoft.SecurityInsights/${key}`),
      properties: literal(printWatchlist(object, undefined, true)),
    };
  }
  return {
    type: `${WORKSPACES}/savedSearches`,
    apiVersion: SAVED_SEARCHES,
    name: nameOf(`/${key}`),
    // One that is there is replaced.
    etag: '*',
    ...needs,
    properties: literal(printSavedSearch(object)),
  };
}

/** Functions and watchlists of the template that a query names: Resource Manager deploys the rest beside each other. */
function dependenciesOf(object: DesiredObject, all: readonly DesiredObject[]): readonly string[] {
  const query = String(object.properties['query'] ?? '');
  if (query === '') return [];
  const names = namesIn(query);
  return all.flatMap((other) => {
    if (other === object) return [];
    if (other.type === 'function') {
      const isNamed = names.has(String(other.properties['functionAlias'] ?? other.key));
      return isNamed ? [idOf(`${WORKSPACES}/savedSearches`, other.key)] : [];
    }
    if (other.type !== 'watchlist' || !names.has('_GetWatchlist')) return [];
    const isNamed = [`'${other.key}'`, `"${other.key}"`].some((text) => query.includes(text));
    return isNamed ? [idOf(`${WORKSPACES}/providers/Watchlists`, 'Microsoft.SecurityInsights', other.key)] : [];
  });
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const nameOf = (rest: string): string => `[concat(parameters('workspace'), ${quoted(rest)})]`;
const idOf = (type: string, ...names: readonly string[]): string =>
  `[resourceId(${[quoted(type), "parameters('workspace')", ...names.map(quoted)].join(', ')})]`;

/** A text in brackets would be taken for an expression. */
function literal(value: JsonValue): JsonValue {
  if (typeof value === 'string') return /^\[[\s\S]*\]$/.test(value) ? `[${value}` : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(literal);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, literal(entry)]));
}
