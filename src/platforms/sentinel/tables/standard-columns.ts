import type { KqlColumn } from '../../../languages/kql/environment.ts';

/**
 * Columns that every table of a Log Analytics workspace has, whether its reference page lists them or not.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/log-standard-columns
 */
export const STANDARD_COLUMNS: readonly KqlColumn[] = [
  { name: 'TenantId', type: 'string' },
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'SourceSystem', type: 'string' },
  { name: 'Type', type: 'string' },
  { name: '_ResourceId', type: 'string' },
  { name: '_SubscriptionId', type: 'string' },
  { name: '_ItemId', type: 'string' },
  { name: '_IsBillable', type: 'string' },
  { name: '_BilledSize', type: 'real' },
  { name: '_TimeReceived', type: 'datetime' },
];

/** The columns with the standard ones put behind them where they are missing. */
export function withStandardColumns(columns: readonly KqlColumn[]): readonly KqlColumn[] {
  const names = new Set(columns.map((column) => column.name));
  return [...columns, ...STANDARD_COLUMNS.filter((column) => !names.has(column.name))];
}

const STANDARD_TYPES = new Map(STANDARD_COLUMNS.map((column) => [column.name, column.type]));

/** Whether {@link withStandardColumns} would bring the column back as it is. */
export const isStandard = (column: KqlColumn): boolean => STANDARD_TYPES.get(column.name) === column.type;
