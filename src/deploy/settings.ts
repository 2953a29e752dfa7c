import { isMapping } from '../content/kind.ts';
import { DeployError } from './deploy-error.ts';

/** What an environment says about single detections, by name or id. */
export interface Override {
  readonly enabled?: boolean;
  readonly severity?: string;
  readonly cron?: string;
  readonly earliest?: string;
  readonly latest?: string;
  /** How often a scheduled rule of Sentinel runs, and over how long. */
  readonly frequency?: string;
  readonly period?: string;
}

export interface SplunkSettings {
  readonly url?: string;
  readonly app: string;
  /** Begins the name of every saved search: `Label - Name - Rule`. */
  readonly label: string;
  readonly enabled: boolean;
  readonly cron: string;
  readonly earliest: string;
  readonly latest: string;
  readonly window: string;
  readonly owner: string;
  readonly sharing: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** A PEM file with the certificates to trust. */
  readonly caFile?: string;
  /** `https://splunk.example.com:8088` */
  readonly hecUrl?: string;
  /** An index for the events of tests. */
  readonly testIndex?: string;
  /** A stack of Splunk Cloud. */
  readonly stack?: string;
  /** Definitions of filter macros, by name; `search *` where nothing is said. */
  readonly filters: Readonly<Record<string, string>>;
}

export interface SentinelSettings {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly workspace?: string;
  /** Another cloud's Resource Manager. */
  readonly endpoint?: string;
  /** The id of the workspace itself; else Resource Manager is asked for it. */
  readonly workspaceId?: string;
  /** Where another cloud answers queries. */
  readonly logsEndpoint?: string;
  readonly enabled: boolean;
  /** Conditions that are added to the queries of rules, by name or id. */
  readonly filters: Readonly<Record<string, string>>;
  /** What tables are called there, by the name that queries use. */
  readonly tables: Readonly<Record<string, string>>;
}

export interface DataExplorerSettings {
  readonly cluster?: string;
  readonly database?: string;
}

/** The section `deploy` of `firedrill.yml`, with the overlay of one environment on top. */
export interface DeploySettings {
  /** Marks what we created. */
  readonly deployment: string;
  readonly splunk: SplunkSettings;
  readonly sentinel: SentinelSettings;
  readonly dataExplorer: DataExplorerSettings;
  /** Folders of other repositories whose content is deployed too, where ours has none of that id. They are only read. */
  readonly upstream: readonly string[];
  readonly overrides: Readonly<Record<string, Override>>;
}

type Mapping = Readonly<Record<string, unknown>>;

/** @throws DeployError when there is no such environment. */
export function deploySettings(section: unknown, environment: string | undefined): DeploySettings {
  const base = isMapping(section) ? section : {};
  const environments = mappingAt(base, 'environments');
  if (environment !== undefined && !Object.hasOwn(environments, environment)) {
    const known = Object.keys(environments).join(', ') || 'none';
    throw new DeployError(`firedrill.yml has no environment "${environment}" (it has: ${known}).`);
  }
  const overlay = environment === undefined ? {} : mappingAt(environments, environment);
  const section_ = (name: string): Mapping => ({ ...mappingAt(base, name), ...mappingAt(overlay, name) });
  const splunk = section_('splunk');
  const sentinel = section_('sentinel');
  const dataExplorer = section_('adx');
  const filtersOf = (name: string, section: Mapping): Readonly<Record<string, string>> =>
    textMap({ ...mappingAt(mappingAt(base, name), 'filters'), ...mappingAt(section, 'filters') });
  const name = textAt(overlay, 'name') ?? textAt(base, 'name') ?? 'firedrill';
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) {
    throw new DeployError(`"${name}" is no name of a deployment.`, 'Use letters, digits, "-", "_" and ".".');
  }
  return {
    deployment: name,
    splunk: {
      ...optional('url', textAt(splunk, 'url')),
      app: textAt(splunk, 'app') ?? 'firedrill_content',
      label: textAt(splunk, 'label') ?? 'Firedrill',
      enabled: splunk['enabled'] === true,
      cron: textAt(splunk, 'cron') ?? '0 * * * *',
      earliest: textAt(splunk, 'earliest') ?? '-70m@m',
      latest: textAt(splunk, 'latest') ?? '-10m@m',
      window: textAt(splunk, 'window') ?? 'auto',
      owner: textAt(splunk, 'owner') ?? 'nobody',
      sharing: textAt(splunk, 'sharing') ?? 'global',
      read: textsAt(splunk, 'read') ?? ['*'],
      write: textsAt(splunk, 'write') ?? ['admin', 'power'],
      ...optional('caFile', textAt(splunk, 'ca_file')),
      ...optional('hecUrl', textAt(splunk, 'hec_url')),
      ...optional('testIndex', textAt(splunk, 'test_index')),
      ...optional('stack', textAt(splunk, 'stack')),
      filters: filtersOf('splunk', splunk),
    },
    sentinel: {
      ...optional('subscription', textAt(sentinel, 'subscription')),
      ...optional('resourceGroup', textAt(sentinel, 'resource_group')),
      ...optional('workspace', textAt(sentinel, 'workspace')),
      ...optional('endpoint', textAt(sentinel, 'endpoint')),
      ...optional('workspaceId', textAt(sentinel, 'workspace_id')),
      ...optional('logsEndpoint', textAt(sentinel, 'logs_endpoint')),
      enabled: sentinel['enabled'] !== false,
      filters: filtersOf('sentinel', sentinel),
      tables: textMap({ ...mappingAt(mappingAt(base, 'sentinel'), 'tables'), ...mappingAt(sentinel, 'tables') }),
    },
    dataExplorer: {
      ...optional('cluster', textAt(dataExplorer, 'cluster')),
      ...optional('database', textAt(dataExplorer, 'database')),
    },
    upstream: [...new Set([...(textsAt(overlay, 'upstream') ?? []), ...(textsAt(base, 'upstream') ?? [])])],
    overrides: { ...overridesOf(base), ...overridesOf(overlay) },
  };
}

function overridesOf(section: Mapping): Readonly<Record<string, Override>> {
  return Object.fromEntries(
    Object.entries(mappingAt(section, 'overrides')).map(([name, value]) => {
      const said = isMapping(value) ? value : {};
      return [
        name,
        {
          ...(typeof said['enabled'] === 'boolean' && { enabled: said['enabled'] }),
          ...optional('severity', textAt(said, 'severity')),
          ...optional('cron', textAt(said, 'cron')),
          ...optional('earliest', textAt(said, 'earliest')),
          ...optional('latest', textAt(said, 'latest')),
          ...optional('frequency', textAt(said, 'frequency')),
          ...optional('period', textAt(said, 'period')),
        },
      ];
    }),
  );
}

/** What is said about a detection, by its id or its name. */
export const overrideOf = (
  { overrides }: Pick<DeploySettings, 'overrides'>,
  { id, name }: { readonly id: string; readonly name: string },
): Override => ({
  ...(Object.hasOwn(overrides, name) && overrides[name]),
  ...(Object.hasOwn(overrides, id) && overrides[id]),
});

const mappingAt = (mapping: Mapping, key: string): Mapping => {
  const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  return isMapping(value) ? value : {};
};

const textAt = (mapping: Mapping, key: string): string | undefined => {
  const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const textsAt = (mapping: Mapping, key: string): readonly string[] | undefined => {
  const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
};

const textMap = (mapping: Mapping): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(mapping).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [key_ in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key_ in Key]?: string };
}
