import { riskDefinition } from '../content/index.ts';
import { isMapping } from '../content/kind.ts';
import type { Detection } from '../content/model.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { TransportError } from '../deploy/transport-error.ts';
import { backtestRuns, DAY } from './backtest-runs.ts';
import { type LiveCost, type LiveEngine, LiveQueryError } from './engine.ts';

export interface BacktestOptions {
  /** Nanoseconds since 1970. */
  readonly from: bigint;
  readonly to: bigint;
  /** Entities that are listed for each field. */
  readonly top: number;
  readonly signal?: AbortSignal;
}

export interface Backtest {
  readonly detection: Detection;
  /** What the runs of each day would have raised. */
  readonly days: readonly { readonly day: string; readonly alerts: number }[];
  readonly alerts: number;
  readonly alertsPerDay: number;
  readonly entities: readonly {
    readonly field: string;
    readonly top: readonly { readonly value: string; readonly alerts: number }[];
  }[];
  readonly cost: Required<LiveCost>;
  readonly notes: readonly string[];
  /** Why it did not run to its end; the days before stand. */
  readonly failure?: string;
}

/** What a row is about where the detection does not say: names of the common schemas. */
const USUAL = [
  'user',
  'src_user',
  'dest',
  'src',
  'host',
  'Account',
  'AccountUpn',
  'UserPrincipalName',
  'Computer',
  'DeviceName',
  'IPAddress',
];

/** Runs a detection over days that passed: how often it would have fired, on whom, and what that cost. */
export async function backtest(detection: Detection, engine: LiveEngine, options: BacktestOptions): Promise<Backtest> {
  const { from, to, top, signal } = options;
  const query = detection.query?.text ?? '';
  const days: { day: string; alerts: number }[] = [];
  const counts = new Map<string, Map<string, number>>();
  const cost = { seconds: 0, scannedEvents: 0, scannedBytes: 0 };
  const plan = backtestRuns(detection, from, to);
  const base = plan.runs[0]?.day ?? 0;
  const notes = new Set<string>(plan.note === undefined ? [] : [plan.note]);
  const said = entityFields(detection);
  let failure: string | undefined;
  try {
    let quietUntil = 0n;
    for (const { range, day } of plan.runs) {
      while (days.length <= day - base) days.push({ day: dayOf(from + BigInt(base + days.length) * DAY), alerts: 0 });
      if (range.latest < quietUntil) continue;
      const result = await engine.run(query, { range, ...(signal && { signal }) });
      const alerts = plan.alerts(result.rows.length);
      (days[day - base] as { alerts: number }).alerts += alerts;
      if (alerts > 0) quietUntil = range.latest + plan.suppression;
      cost.seconds += result.cost.seconds ?? 0;
      cost.scannedEvents += result.cost.scannedEvents ?? 0;
      cost.scannedBytes += result.cost.scannedBytes ?? 0;
      for (const message of result.messages) notes.add(message);
      if (result.incomplete !== undefined) notes.add(result.incomplete);
      if (alerts === 0) continue;
      const names = result.columns.map(({ name }) => name);
      for (const field of said.length > 0 ? said : USUAL.filter((name) => names.includes(name))) {
        const column = names.indexOf(field);
        if (column < 0) continue;
        const values = counts.get(field) ?? new Map<string, number>();
        counts.set(field, values);
        for (const row of result.rows)
          for (const value of new Set(textsOf(row[column] ?? null))) values.set(value, (values.get(value) ?? 0) + 1);
      }
    }
  } catch (error) {
    if (!(error instanceof LiveQueryError) && !(error instanceof TransportError)) throw error;
    failure = error.message;
  }
  const alerts = days.reduce((sum, day) => sum + day.alerts, 0);
  return {
    detection,
    days,
    alerts,
    alertsPerDay: days.length === 0 ? 0 : alerts / days.length,
    entities: [...counts].map(([field, values]) => ({
      field,
      top: [...values]
        .sort(([left, most], [right, least]) => least - most || (left < right ? -1 : 1))
        .slice(0, top)
        .map(([value, count]) => ({ value, alerts: count })),
    })),
    cost,
    notes: [...notes],
    ...(failure !== undefined && { failure }),
  };
}

const dayOf = (time: bigint): string => new Date(Number(time / 1_000_000n)).toISOString().slice(0, 10);

/** The fields that risk, findings and entity mappings are about. */
function entityFields(detection: Detection): readonly string[] {
  const risk = riskDefinition(detection);
  const value = isMapping(detection.document.value) ? detection.document.value : {};
  const mappings = Array.isArray(value['entityMappings']) ? value['entityMappings'].filter(isMapping) : [];
  const columns = mappings.flatMap(({ fieldMappings }) =>
    Array.isArray(fieldMappings) ? fieldMappings.filter(isMapping).map(({ columnName }) => String(columnName)) : [],
  );
  const entity = risk?.finding?.entity;
  return [
    ...new Set([...(entity ? [entity.field] : []), ...(risk?.riskObjects ?? []).map(({ field }) => field), ...columns]),
  ];
}

function textsOf(value: JsonValue): readonly string[] {
  if (value === null || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((entry) => textsOf(entry as JsonValue));
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}
