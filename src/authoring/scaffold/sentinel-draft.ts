import type { LogFile } from '../../data/record.ts';
import { eventRecord } from '../../table/batch.ts';
import { loadRuntime, runQuery } from '../../testing/engine.ts';
import type { Workspace } from '../../testing/workspace.ts';
import { UsageError } from '../../util/usage-error.ts';
import { chooseClauses } from './choose-clauses.ts';
import type { Draft, DraftRequest } from './draft.ts';
import { type Clause, meets, type SeenEvent } from './seen-event.ts';

/** Which columns name an entity of an alert, by the identifier that they hold. */
const ENTITIES: readonly {
  readonly entityType: string;
  readonly identifier: string;
  readonly columns: readonly string[];
}[] = [
  { entityType: 'Host', identifier: 'FullName', columns: ['Computer', 'DeviceName', 'DvcHostname'] },
  {
    entityType: 'Account',
    identifier: 'FullName',
    columns: ['Account', 'UserPrincipalName', 'UserId', 'SubjectAccount', 'AccountUpn', 'UserIdentityArn'],
  },
  {
    entityType: 'IP',
    identifier: 'Address',
    columns: [
      'IPAddress',
      'IpAddress',
      'ClientIP',
      'SrcIpAddr',
      'SourceIpAddress',
      'CallerIpAddress',
      'RemoteIP',
      'HostIP',
    ],
  },
];

interface TableEvents {
  readonly table: string;
  readonly derived: boolean;
  readonly events: readonly SeenEvent[];
  readonly columns: ReadonlyMap<string, string>;
}

/** A rule over the table in which the chosen events land. */
export async function draftSentinel(
  request: DraftRequest,
  log: LogFile,
  chosen: ReadonlySet<number>,
  workspace: Workspace,
  wanted?: string,
): Promise<Draft> {
  const found = await tablesOf(log, chosen, workspace, wanted);
  const [best] = found;
  if (!best) {
    const place = wanted === undefined ? 'any table' : `the table "${wanted}"`;
    throw new UsageError(
      `No connector of the workspace lands the chosen events in ${place}. Describe one under knowledge/sentinel/connectors.`,
    );
  }
  const { table, events, columns, derived } = best;
  const picked = events.filter(({ record }) => chosen.has(record));
  const first = picked[0] as SeenEvent;
  const fixed = ['EventID', 'OperationName', 'Operation', 'EventName', 'ActionType'].flatMap(
    (field): readonly Clause[] => {
      const value = first.fields.get(field);
      const clause: Clause = { field, operator: 'equals', value: value ?? '' };
      return value !== undefined && picked.every((event) => meets(event, clause)) ? [clause] : [];
    },
  );
  const others = events.filter(({ record }) => !chosen.has(record));
  const near = others.filter((event) => fixed.every((clause) => meets(event, clause)));
  const known = new Set(fixed.map(({ field }) => field));
  const whole = [...columns].filter(([, type]) => type === 'dynamic').map(([name]) => name);
  const told = [...fixed, ...chooseClauses(picked, near, new Set([...known, ...whole, 'Type', 'Activity']))];
  const clauses = [...told, ...matchingClause(request.matching, picked, others, told, columns)];
  const entityMappings = ENTITIES.flatMap(({ entityType, identifier, columns: names }) => {
    const columnName = names.find((name) => first.fields.has(name));
    return columnName === undefined ? [] : [{ entityType, fieldMappings: [{ identifier, columnName }] }];
  });
  const shown = clauses.find(({ field }) => !field.includes('.'))?.field;
  const shownType = shown === undefined ? undefined : columns.get(shown);
  return {
    document: {
      id: request.id,
      name: request.name,
      description: `Drafted from ${picked.length === 1 ? 'one recorded event' : `${picked.length} recorded events`}. Say here what the rule finds and why it matters.\n`,
      severity: 'Medium',
      requiredDataConnectors: [],
      queryFrequency: '1h',
      queryPeriod: '1h',
      triggerOperator: 'gt',
      triggerThreshold: 0,
      ...(request.technique && {
        tactics: request.technique.tactics,
        relevantTechniques: [request.technique.id],
      }),
      query: `${[table, ...clauses.map((clause) => `| where ${printClause(clause, columns)}`)].join('\n')}\n`,
      ...(entityMappings.length > 0 && { entityMappings }),
      version: '1.0.0',
      kind: 'Scheduled',
    },
    row: shown !== undefined && shownType === 'string' ? { [shown]: first.fields.get(shown) as string } : {},
    reads: `table ${table}`,
    notes: [
      ...(derived ? [`Rows of "${table}" are derived: no sensor of the product wrote them.`] : []),
      ...(found.length > 1
        ? [
            `The events also land in ${found
              .slice(1)
              .map((other) => other.table)
              .join(', ')}; --table chooses.`,
          ]
        : []),
    ],
  };
}

/** Where the clauses let other events through, the text by which the events were chosen, in the column that tells best. */
function matchingClause(
  matching: string | undefined,
  picked: readonly SeenEvent[],
  others: readonly SeenEvent[],
  clauses: readonly Clause[],
  columns: TableEvents['columns'],
): readonly Clause[] {
  const left = others.filter((event) => clauses.every((clause) => meets(event, clause)));
  if (matching === undefined || left.length === 0) return [];
  const [best] = [...columns.keys()]
    .map((field): Clause => ({ field, operator: 'contains', value: matching }))
    .filter((clause) => picked.every((event) => meets(event, clause)))
    .map((clause) => ({ clause, kept: left.filter((event) => meets(event, clause)).length }))
    .filter(({ kept }) => kept < left.length)
    .sort((a, b) => a.kept - b.kept);
  return best ? [best.clause] : [];
}

/** The tables that hold all chosen events: those that the product itself fills first, then those that tell most. */
async function tablesOf(
  log: LogFile,
  chosen: ReadonlySet<number>,
  workspace: Workspace,
  wanted: string | undefined,
): Promise<readonly TableEvents[]> {
  const found: TableEvents[] = [];
  for (const { table, derived } of await workspace.filledTables()) {
    if (wanted !== undefined && wanted.toLowerCase() !== table.toLowerCase()) continue;
    if (!(await hasRows(table, log, workspace))) continue;
    const read = await tableEvents(table, log, workspace);
    const held = new Set(read.events.map(({ record }) => record));
    if ([...chosen].every((record) => held.has(record))) found.push({ table, derived, ...read });
  }
  const told = ({ events }: TableEvents): number => events.find(({ record }) => chosen.has(record))?.fields.size ?? 0;
  return found.sort((a, b) => Number(a.derived) - Number(b.derived) || told(b) - told(a));
}

async function hasRows(table: string, log: LogFile, workspace: Workspace): Promise<boolean> {
  const { query } = await workspace.lowerText('kql', `['${table}'] | take 1`);
  if (!query) return false;
  return runQuery(await workspace.job(query, { logs: [log] }), await loadRuntime('kql')).rows.length > 0;
}

async function tableEvents(
  table: string,
  log: LogFile,
  workspace: Workspace,
): Promise<Pick<TableEvents, 'events' | 'columns'>> {
  const { query } = await workspace.lowerText('kql', `['${table}']`);
  if (!query) return { events: [], columns: new Map() };
  const { columns, rows, origins } = runQuery(await workspace.job(query, { logs: [log] }), await loadRuntime('kql'));
  const types = new Map(columns.map(({ name, type }) => [name, type ?? 'string']));
  const events = rows.flatMap((row, at): readonly SeenEvent[] => {
    const [event] = origins[at] ?? [];
    if (event === undefined) return [];
    const fields = new Map<string, string>();
    for (const [index, { name, type }] of columns.entries()) addCell(fields, name, row[index], type ?? 'string');
    return [{ record: eventRecord(event), fields }];
  });
  return { events, columns: types };
}

/** A cell that a clause can be about; of a dynamic one its text, and what stands at its keys. */
function addCell(fields: Map<string, string>, name: string, value: unknown, type: string): void {
  if (type === 'datetime' || type === 'timespan' || type === 'guid' || type === 'real') return;
  if (typeof value === 'string' || typeof value === 'number') {
    if (value !== '') fields.set(name, String(value));
  } else if (type === 'dynamic' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (!name.includes('.')) fields.set(name, JSON.stringify(value));
    for (const [key, inner] of Object.entries(value)) {
      if (/^[A-Za-z_]\w*$/.test(key)) addCell(fields, `${name}.${key}`, inner, 'dynamic');
    }
  }
}

function printClause({ field, operator, value }: Clause, columns: ReadonlyMap<string, string>): string {
  const type = columns.get(field);
  if (type === 'int' || type === 'long') return `${field} == ${value}`;
  const subject = type === 'string' ? field : `tostring(${field})`;
  const text = `"${value.replace(/[\\"]/g, (match) => `\\${match}`)}"`;
  switch (operator) {
    case 'equals':
      return `${subject} =~ ${text}`;
    case 'endswith':
      return `${subject} endswith ${text}`;
    case 'contains':
      // A term between characters that are no letters and digits is what "has" looks for.
      return `${subject} ${/^[A-Za-z0-9]+$/.test(value) ? 'has' : 'contains'} ${text}`;
  }
}
