import type { DiagnosticName } from '../../../diagnostics/codes.ts';
import { CODES } from '../../../diagnostics/codes.ts';
import type { Lowering } from '../../../languages/front-end.ts';
import type { KqlColumn, KqlEnvironment } from '../../../languages/kql/environment.ts';
import { column, literal } from '../../../plan/expression.ts';
import { mapInputs } from '../../../plan/map-inputs.ts';
import type { NamedExpression, Plan, ResultColumn } from '../../../plan/plan.ts';
import { mapScans, scansOf, sourcesOf } from '../../../plan/sources.ts';
import type { Value } from '../../../table/value.ts';
import { INPUTS, inputSource } from '../inputs/inputs.ts';
import { TABLE_RECORDS_SOURCE } from '../inputs/table-records.ts';
import type { SentinelKnowledge } from '../knowledge.ts';
import { inPlace, splitPlace } from '../places.ts';
import type { InferredTable } from '../tables/inferred-table.ts';
import { recordsAlone } from '../tables/records-alone.ts';
import { WATCHLIST_COLUMNS } from '../watchlists/watchlist-rows.ts';
import type { Connector } from './connector.ts';

export type LowerKql = (text: string, environment: KqlEnvironment) => Lowering;

/** What the tables of a query are made of: plain data, ready for a worker. */
export interface ConnectorPlans {
  /** By table; a table of the workspace without connector is empty but for records that name it. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** Connectors whose rows stand in for a sensor that was not there, of the tables asked for. */
  readonly derived: readonly Connector[];
  /** Connectors that cannot be lowered. */
  readonly failures: readonly ConnectorFailure[];
}

/** The items of all watchlists, which the table `Watchlist` shows. */
export const WATCHLISTS_SOURCE = 'sentinel:watchlists';
const WATCHLIST_TABLE = 'Watchlist';

export interface ConnectorFailure {
  readonly connector: Connector;
  /** Name of a diagnostic: `unsupported-*` when the tool is at fault. */
  readonly name: DiagnosticName;
  readonly message: string;
}

const TABLE_PREFIX = 'table:';
const SOURCE_TABLE = 'source';
/** The workspace of a replay, as `TenantId` shows it. */
const REPLAY_WORKSPACE = '00000000-0000-0000-0000-000000000000';

/** The tables that a query reads. */
export const tablesOf = (plan: Plan): readonly string[] =>
  sourcesOf(plan)
    .filter((source) => source.startsWith(TABLE_PREFIX))
    .map((source) => source.slice(TABLE_PREFIX.length));

/** The tables of a query that only the rows of its tests tell. */
export const inferredOf = (plan: Plan): ReadonlyMap<string, InferredTable> =>
  new Map(
    scansOf(plan).flatMap(({ source, options }) => {
      const inferred = (options as { readonly inferred?: InferredTable } | undefined)?.inferred;
      return inferred ? [[splitPlace(source.slice(TABLE_PREFIX.length)).source, inferred] as const] : [];
    }),
  );

/**
 * Lowers the connectors of `tables`, the ones that one query reads: a connector that yields to one of them lands
 * nothing, so that an event which could arrive in two tables counts once.
 */
export function connectorPlans(
  knowledge: SentinelKnowledge,
  tables: Iterable<string>,
  lower: LowerKql,
  inferred: ReadonlyMap<string, InferredTable> = new Map(),
): ConnectorPlans {
  const read = new Set(tables);
  const plans = new Map<string, Plan>();
  const derived: Connector[] = [];
  const failures: ConnectorFailure[] = [];
  for (const placed of read) {
    const { source: name, place } = splitPlace(placed);
    const table = recordsAlone(name) ?? name;
    const columns = knowledge.table(table) ?? inferred.get(table)?.columns;
    if (!columns) continue;
    const inputs: Plan[] = [];
    for (const connector of knowledge.connectors()) {
      if (connector.table !== name || connector.yieldsTo.some((other) => read.has(inPlace(other, place)))) continue;
      const outcome = lowerConnector(connector, columns, lower);
      if ('message' in outcome) failures.push({ connector, ...outcome });
      else {
        inputs.push(outcome);
        if (connector.derived) derived.push(connector);
      }
    }
    if (placed === WATCHLIST_TABLE) {
      inputs.push(tableOf(columns, table, { op: 'Scan', source: WATCHLISTS_SOURCE }, WATCHLIST_COLUMNS));
    }
    const isInferred = knowledge.table(table) === undefined;
    const suffixed = isInferred && inferred.get(table)?.suffixed === true;
    inputs.push({ op: 'Scan', source: TABLE_RECORDS_SOURCE, options: { table, columns, suffixed } });
    const plan: Plan = inputs.length === 1 ? (inputs[0] as Plan) : { op: 'Union', inputs };
    plans.set(
      placed,
      mapScans(plan, (scan) => ({ ...scan, source: inPlace(scan.source, place) })),
    );
  }
  return { plans, derived, failures };
}

/** The plan whose rows have exactly the table's columns; or what is wrong with the connector. */
function lowerConnector(
  connector: Connector,
  columns: readonly KqlColumn[],
  lower: LowerKql,
): Plan | Omit<ConnectorFailure, 'connector'> {
  const { query, problems } = lower(connector.transform, connectorEnvironment(connector));
  const error = problems.find(({ name, severity }) => (severity ?? CODES[name].severity) === 'error');
  if (!query?.columns) {
    return { name: error?.name ?? 'query-error', message: error?.message ?? 'The transform gives no table.' };
  }
  const made = new Map(query.columns.map((output) => [output.name, output]));
  const misfit = misfitOf(made, columns);
  if (misfit !== undefined) return { name: 'query-error', message: `${misfit} (table "${connector.table}")` };
  const source = inputSource(connector.input);
  const rows = mapScans(query.plan, (scan) =>
    scan.source === `${TABLE_PREFIX}${SOURCE_TABLE}` ? { ...scan, source } : scan,
  );
  return tableOf(columns, connector.table, unstaged(rows), new Set(made.keys()));
}

/** Rows with the columns of the table: those that `made` names as they are, the others empty. */
function tableOf(columns: readonly KqlColumn[], table: string, input: Plan, made: ReadonlySet<string>): Plan {
  const outputs = columns.map((wanted): NamedExpression => {
    const { name } = wanted;
    return { name, expression: made.has(name) ? column(name) : literal(emptyValue(wanted, table)) };
  });
  return { op: 'Project', input, columns: outputs };
}

/** A view carries no stages: it counts as the step of the query that names it. */
function unstaged(plan: Plan): Plan {
  const { stage: _, ...rest } = plan;
  return mapInputs(rest as Plan, unstaged);
}

function misfitOf(made: ReadonlyMap<string, ResultColumn>, columns: readonly KqlColumn[]): string | undefined {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  for (const { name, type } of made.values()) {
    const wanted = types.get(name);
    if (wanted === undefined) return `The transform makes a column "${name}" that the table does not have.`;
    if (type !== undefined && type !== wanted) return `The transform makes "${name}" ${type}, the table has ${wanted}.`;
  }
  if (types.has('TimeGenerated') && !made.has('TimeGenerated')) return 'The transform makes no "TimeGenerated".';
  return undefined;
}

/** What a column shows that nothing fills: a string is never null. */
function emptyValue({ name, type }: KqlColumn, table: string): Value {
  if (type !== 'string') return null;
  if (name === 'Type') return table;
  return name === 'TenantId' ? REPLAY_WORKSPACE : '';
}

function connectorEnvironment(connector: Connector): KqlEnvironment {
  const columns = INPUTS[connector.input];
  return {
    table: (name) => (name === SOURCE_TABLE ? columns : undefined),
    tableNames: () => [SOURCE_TABLE],
    function: () => undefined,
    functionNames: () => [],
    watchlist: () => undefined,
    fingerprint: `connector input ${connector.input} ${columns.map(({ name, type }) => `${name}:${type}`).join(' ')}`,
  };
}
