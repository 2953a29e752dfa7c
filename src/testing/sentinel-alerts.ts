import { isMapping } from '../content/kind.ts';
import type { Detection } from '../content/model.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { ScheduledRun } from './sentinel-runs.ts';

/**
 * What an analytics rule makes of its result rows: alerts with entities, custom details, and a title of their own.
 *
 * @see https://learn.microsoft.com/azure/sentinel/map-data-fields-to-entities
 * @see https://learn.microsoft.com/azure/sentinel/surface-custom-details-in-alerts
 * @see https://learn.microsoft.com/azure/sentinel/customize-alert-details
 */
export interface SentinelAlert {
  /** When the run that raised it started. */
  readonly time: string;
  /** What the run saw: rows from the first moment on, before the second. */
  readonly window: readonly [string, string];
  readonly title: string;
  readonly description: string;
  readonly severity: string;
  readonly tactics: readonly string[];
  /** Result rows that it stands for. */
  readonly rows: number;
  readonly entities: readonly SentinelEntity[];
  readonly custom_details: Readonly<Record<string, readonly string[]>>;
  /** The number of its incident, from 1; absent when the rule makes none. */
  readonly incident?: number;
}

export interface SentinelEntity {
  readonly type: string;
  readonly identifiers: Readonly<Record<string, string>>;
}

type Row = Readonly<Record<string, JsonValue>>;
type Mapping = Readonly<Record<string, unknown>>;

/** Where an alert takes each of its parts from. */
export interface AlertShape {
  readonly title: string;
  readonly description: string;
  readonly severity: string;
  readonly tactics: readonly string[];
  readonly entities: readonly {
    readonly type: string;
    readonly fields: readonly { readonly identifier: string; readonly column: string }[];
  }[];
  readonly customDetails: readonly (readonly [string, string])[];
  /** Texts with `{{columns}}`, in place of title and description. */
  readonly titleFormat?: string;
  readonly descriptionFormat?: string;
  readonly severityColumn?: string;
  readonly tacticsColumn?: string;
}

const MOST_ENTITIES = 500;
const MOST_DETAIL_VALUES = 50;
const SEVERITIES = ['Informational', 'Low', 'Medium', 'High'] as const;

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const textOf = (mapping: Mapping, key: string): string | undefined =>
  typeof mapping[key] === 'string' ? (mapping[key] as string) : undefined;

/** Reads the shape from the rule's YAML; what is malformed there is left out, as validation reports it. */
export function alertShapeOf({ document, name }: Pick<Detection, 'document' | 'name'>): AlertShape {
  const rule: Mapping = isMapping(document.value) ? document.value : {};
  const override: Mapping = isMapping(rule['alertDetailsOverride']) ? rule['alertDetailsOverride'] : {};
  const [titleFormat, descriptionFormat, severityColumn, tacticsColumn] = [
    'alertDisplayNameFormat',
    'alertDescriptionFormat',
    'alertSeverityColumnName',
    'alertTacticsColumnName',
  ].map((key) => textOf(override, key));
  return {
    title: name,
    description: textOf(rule, 'description') ?? '',
    severity: textOf(rule, 'severity') ?? '',
    tactics: texts(rule['tactics']),
    entities: mappingsIn(rule['entityMappings']).map((mapping) => ({
      type: String(mapping['entityType']),
      fields: mappingsIn(mapping['fieldMappings']).map((field) => ({
        identifier: String(field['identifier']),
        column: String(field['columnName']),
      })),
    })),
    customDetails: isMapping(rule['customDetails'])
      ? Object.entries(rule['customDetails']).map(([key, column]) => [key, String(column)] as const)
      : [],
    ...(titleFormat !== undefined && { titleFormat }),
    ...(descriptionFormat !== undefined && { descriptionFormat }),
    ...(severityColumn !== undefined && { severityColumn }),
    ...(tacticsColumn !== undefined && { tacticsColumn }),
  };
}

const mappingsIn = (value: unknown): readonly Mapping[] => (Array.isArray(value) ? value.filter(isMapping) : []);

/** The alerts of one run: one over all rows, or one per row; past the limit the last one is over all rows again. */
export function alertsOfRun(
  shape: AlertShape,
  { tick, columns, results, rows, alerts }: ScheduledRun,
): SentinelAlert[] {
  const named = rows.map((cells) => rowOf(columns, cells));
  if (alerts === 0) return [];
  const single = alerts === 1 && results !== 1;
  const groups = single ? [named] : named.slice(0, alerts).map((row) => [row]);
  const overflows = !single && results > alerts;
  if (overflows) groups[groups.length - 1] = named;
  return groups.map((group, at) => {
    const [first] = group;
    const isOverAll = single || (overflows && at === groups.length - 1);
    return {
      time: isoTime(tick.startsAt),
      window: [isoTime(tick.from), isoTime(tick.to)],
      title: filledIn(shape.titleFormat, first) ?? shape.title,
      description: filledIn(shape.descriptionFormat, first) ?? shape.description,
      severity: severityOf(shape, first),
      tactics: tacticsOf(shape, first),
      rows: isOverAll ? results : 1,
      entities: entitiesOf(shape, group),
      custom_details: detailsOf(shape, group),
    };
  });
}

function rowOf(columns: ScheduledRun['columns'], cells: readonly JsonValue[]): Row {
  const row: Record<string, JsonValue> = Object.create(null);
  columns.forEach(({ name }, at) => {
    row[name] = cells[at] ?? null;
  });
  return row;
}

const cell = (row: Row | undefined, column: string): string => {
  const value = row?.[column] ?? null;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** The format with the values of the row; undefined, and the default stands, when a column has no value in it. */
function filledIn(format: string | undefined, row: Row | undefined): string | undefined {
  if (format === undefined) return undefined;
  let isWhole = true;
  const filled = format.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (_written, column: string) => {
    const value = cell(row, column);
    if (value === '') isWhole = false;
    return value;
  });
  return isWhole ? filled : undefined;
}

function severityOf({ severity, severityColumn }: AlertShape, row: Row | undefined): string {
  if (severityColumn === undefined) return severity;
  const written = cell(row, severityColumn).trim().toLowerCase();
  return SEVERITIES.find((known) => known.toLowerCase() === written) ?? severity;
}

function tacticsOf({ tactics, tacticsColumn }: AlertShape, row: Row | undefined): readonly string[] {
  if (tacticsColumn === undefined) return tactics;
  const value = row?.[tacticsColumn] ?? null;
  const own = Array.isArray(value) ? value.map(String) : cell(row, tacticsColumn).split(',');
  const named = own.map((tactic) => tactic.trim()).filter((tactic) => tactic !== '');
  return named.length > 0 ? named : tactics;
}

/**
 * Each entity once; a row in which no identifier has a value gives none. The most entities that an alert may have are
 * divided equally among the mappings.
 */
function entitiesOf({ entities }: AlertShape, rows: readonly Row[]): readonly SentinelEntity[] {
  const most = Math.floor(MOST_ENTITIES / Math.max(entities.length, 1));
  const found = new Map<string, SentinelEntity>();
  const counts = entities.map(() => 0);
  for (const row of rows) {
    for (const [at, { type, fields }] of entities.entries()) {
      const filled = fields
        .map(({ identifier, column }) => [identifier, cell(row, column)] as const)
        .filter(([, value]) => value !== '');
      if (filled.length === 0) continue;
      const entity: SentinelEntity = { type, identifiers: Object.fromEntries(filled) };
      const key = entityKey(entity);
      if (found.has(key) || (counts[at] ?? 0) >= most) continue;
      counts[at] = (counts[at] ?? 0) + 1;
      found.set(key, entity);
    }
  }
  return [...found.values()];
}

export const entityKey = ({ type, identifiers }: SentinelEntity): string =>
  JSON.stringify([type, Object.entries(identifiers).sort(([left], [right]) => (left < right ? -1 : 1))]);

function detailsOf({ customDetails }: AlertShape, rows: readonly Row[]): SentinelAlert['custom_details'] {
  const details = customDetails.map(([key, column]) => {
    const values = rows.map((row) => cell(row, column)).filter((value) => value !== '');
    return [key, [...new Set(values)].slice(0, MOST_DETAIL_VALUES)] as const;
  });
  return Object.fromEntries(details.filter(([, values]) => values.length > 0));
}

/** What the rule maps and the rows do not have, a sentence each. */
export function mappingNotes({ entities, customDetails }: AlertShape, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const named = [
    ...entities.flatMap(({ type, fields }) =>
      fields.map(({ identifier, column }) => ({ column, what: `the entity ${type} (${identifier})` })),
    ),
    ...customDetails.map(([key, column]) => ({ column, what: `the custom detail ${key}` })),
  ];
  return named.flatMap(({ column, what }) => {
    const lacking = rows.filter((row) => cell(row, column) === '').length;
    return lacking === 0
      ? []
      : [`"${column}" has no value in ${lacking} of ${rows.length} rows: ${what} stays empty there.`];
  });
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

export const isoTime = (time: bigint): string => new Date(Number(time / NANOSECONDS_PER_MILLISECOND)).toISOString();
