import { join } from 'node:path';
import { isMapping } from '../../content/kind.ts';
import type { Detection } from '../../content/model.ts';
import { parseMapping, readKnowledge, textAt } from '../../platforms/sentinel/knowledge-files.ts';
import { functionNamesIn, parseFunctionFile } from '../../platforms/sentinel/parsers/function-file.ts';
import { parseWatchlists } from '../../platforms/sentinel/watchlists/watchlist.ts';
import { DeployError } from '../deploy-error.ts';
import { mapCode } from '../kusto/code.ts';
import type { DesiredObject, Properties } from '../object.ts';
import { type DeploySettings, overrideOf } from '../settings.ts';
import { normalRule } from './rule.ts';
import { normalSavedSearch } from './saved-search.ts';
import { watchlistProperties } from './watchlist.ts';

export interface SentinelContent {
  readonly detections: readonly Detection[];
  /** Folders whose `parsers/` and `watchlists/` are ours to deploy. */
  readonly knowledge: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;

const OPERATORS: Readonly<Record<string, string>> = {
  gt: 'GreaterThan',
  lt: 'LessThan',
  eq: 'Equal',
  ne: 'NotEqual',
};

/** Rules, hunting queries, functions and watchlists as the interface knows them. */
export function desiredSentinel(content: SentinelContent, settings: DeploySettings): readonly DesiredObject[] {
  const owner = settings.deployment;
  const objects: DesiredObject[] = [...watchlists(content, owner), ...functions(content, owner, settings)];
  for (const detection of content.detections) {
    const { kind, id, name, file, document } = detection;
    if (kind !== 'sentinel-scheduled-rule' && kind !== 'sentinel-nrt-rule' && kind !== 'sentinel-hunting-query')
      continue;
    const value = isMapping(document.value) ? document.value : {};
    const type = kind.slice('sentinel-'.length);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
      throw new DeployError(`${file}: the id "${id}" is no GUID, and Sentinel names rules by it.`);
    }
    const properties =
      type === 'hunting-query' ? huntingQuery(detection, value, settings) : rule(type, detection, value, settings);
    objects.push({ type, key: id.toLowerCase(), title: name, properties, owner, file });
  }
  return objects;
}

function rule(type: string, detection: Detection, value: Mapping, settings: DeploySettings): Properties {
  const override = overrideOf(settings, detection);
  const techniques = detection.techniques;
  const operator = String(value['triggerOperator'] ?? 'gt');
  return normalRule(type, {
    ...value,
    displayName: detection.name,
    query: filtered(detection, settings),
    ...(override.frequency !== undefined && { queryFrequency: override.frequency }),
    ...(override.period !== undefined && { queryPeriod: override.period }),
    description: unquoted(String(value['description'] ?? '')),
    severity: override.severity ?? value['severity'],
    enabled:
      override.enabled ?? (settings.sentinel.enabled && value['enabled'] !== false && value['status'] !== 'Deprecated'),
    triggerOperator: Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : operator,
    techniques: techniques.map((technique) => technique.replace(/\.\d+$/, '')),
    subTechniques: techniques.filter((technique) => technique.includes('.')),
  });
}

/** The query, with tables called as they are in that workspace. */
function withTables(query: string, { sentinel: { tables } }: DeploySettings): string {
  if (Object.keys(tables).length === 0) return query;
  return mapCode(query, (code) =>
    // What follows a dot or stands before an equals sign is a member or a column.
    code.replace(/(?<![\w.])[A-Za-z_]\w*(?!\w|\s*=(?!=))/g, (name) =>
      Object.hasOwn(tables, name) ? (tables[name] ?? name) : name,
    ),
  );
}

/** The query, with the condition that an environment adds to it: `where Account != "scanner"`. */
function filtered({ id, name, query }: Detection, settings: DeploySettings): string {
  const { filters } = settings.sentinel;
  const text = withTables(query?.text ?? '', settings);
  const filter = [id, name].flatMap((key) => (Object.hasOwn(filters, key) ? (filters[key] ?? []) : []))[0];
  if (filter === undefined) return text;
  return `${text.replace(/;?\s*$/, '')}\n| ${filter.trim().replace(/^\|\s*/, '')}`;
}

/** By habit of Azure-Sentinel a description stands in single quotes inside a block. */
function unquoted(text: string): string {
  const inner = /^\s*'([\s\S]*)'\s*$/.exec(text)?.[1];
  return (inner ?? text).trim();
}

function huntingQuery({ name, query, techniques }: Detection, value: Mapping, settings: DeploySettings): Properties {
  const list = (entry: unknown): string => (Array.isArray(entry) ? entry.map(String).sort().join(',') : '');
  return normalSavedSearch('hunting-query', {
    displayName: name,
    category: 'Hunting Queries',
    query: withTables(query?.text ?? '', settings),
    description: unquoted(String(value['description'] ?? '')),
    tactics: list(value['tactics']),
    techniques: list(techniques),
  });
}

function functions({ knowledge }: SentinelContent, owner: string, settings: DeploySettings): readonly DesiredObject[] {
  const fail = ({ file, message }: { readonly file: string; readonly message: string }): never => {
    throw new DeployError(`${file}: ${message}`);
  };
  return fromRoots(knowledge, (root) =>
    readKnowledge(join(root, 'parsers'), ['.yaml', '.yml'], fail).flatMap((file): readonly DesiredObject[] => {
      // Names that begin with "_" are Microsoft's own.
      const name = functionNamesIn(file).find((candidate) => !candidate.startsWith('_'));
      const parsed = name === undefined ? undefined : parseFunctionFile(file, name, fail);
      if (name === undefined || !parsed) return [];
      const said = parseMapping(file, fail) ?? {};
      const isParser = Object.hasOwn(said, 'ParserQuery');
      const about = said[isParser ? 'Parser' : 'Function'];
      const properties = normalSavedSearch('function', {
        displayName: (isMapping(about) ? textAt(about, 'Title') : undefined) ?? name,
        category: textAt(said, 'Category') ?? (isParser ? 'ASIM' : 'Security'),
        query: withTables(parsed.body, settings),
        functionAlias: name,
        functionParameters: parsed.parameters.slice(1, -1),
      });
      const key = textAt(said, 'Id') ?? name;
      return [{ type: 'function', key, title: name, properties, owner, file: file.file }];
    }),
  );
}

function watchlists({ knowledge }: SentinelContent, owner: string): readonly DesiredObject[] {
  const fail = ({ file, message }: { readonly file: string; readonly message: string }): never => {
    throw new DeployError(`${file}: ${message}`);
  };
  return fromRoots(knowledge, (root) =>
    parseWatchlists(readKnowledge(join(root, 'watchlists'), ['.csv', '.json'], fail), fail).map((watchlist) => {
      const { file, alias, columns, rows, searchKey, about = {} } = watchlist;
      const properties = watchlistProperties({
        displayName: about.displayName ?? alias,
        description: about.description ?? '',
        provider: about.provider ?? 'firedrill',
        source: about.source ?? `${alias}.csv`,
        itemsSearchKey: searchKey,
        items: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? '']))),
      });
      return { type: 'watchlist', key: alias, title: alias, properties, owner, file };
    }),
  );
}

/** Where two folders define one name, the first wins. */
function fromRoots(
  roots: readonly string[],
  objectsIn: (root: string) => readonly DesiredObject[],
): readonly DesiredObject[] {
  const seen = new Set<string>();
  return roots.flatMap((root) => {
    const own = objectsIn(root).filter(({ title }) => !seen.has(title.toLowerCase()));
    for (const { title } of own) seen.add(title.toLowerCase());
    return own;
  });
}
