import type { LossView } from './details.ts';
import { cut } from './log-events.ts';

const VALUE_CUT = 200;

/**
 * What `firedrill explain --format json` says of why no row came out. The keys are read one by one: an explanation of
 * an older or newer version shows what both know.
 */
export function lossView(explanation: unknown): LossView | undefined {
  const loss = record(record(explanation)['loss']);
  if (typeof loss['what'] !== 'string') return undefined;
  const { stage } = loss;
  return {
    ...(typeof stage === 'string' && { stage: stage.trim() }),
    what: loss['what'],
    rowsIn: number(loss['rowsIn']),
    conditions: list(loss['predicates']).map((entry) => {
      const predicate = record(entry);
      return {
        condition: text(predicate['text']),
        alone: number(predicate['alone']),
        without: number(predicate['without']),
        observed: list(predicate['observed']).map((seen) => {
          const column = record(seen);
          return {
            column: text(column['column']),
            values: list(column['values'])
              .map(record)
              .map((value) => ({ value: cut(text(value['value']), VALUE_CUT), rows: number(value['rows']) })),
            more: number(column['more']),
          };
        }),
        hints: list(predicate['hints']).map(text),
      };
    }),
    nearest: list(loss['nearest'])
      .map(record)
      .map((row) => ({
        event: typeof row['event'] === 'string' ? row['event'] : '',
        missed: list(row['missed']).map(text),
        fields: list(row['fields'])
          .map(record)
          .map((field) => ({
            name: text(field['column']),
            value: cut(text(field['value']), VALUE_CUT),
            missed: field['missed'] === true,
          })),
      })),
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
