import { isMap } from './detection.ts';
import type { RuleProblems } from './problems.ts';

/** Which events a rule is about: the options of a `sigma:events` Scan. */
export interface Logsource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
}

const KEYS = ['product', 'category', 'service'] as const;

/** The logsource of a rule; undefined when it names none of product, category and service. */
export function logsourceOf(given: unknown, problems: RuleProblems): Logsource | undefined {
  if (!isMap(given)) {
    problems.add('query-error', 'The rule has no logsource.', { path: ['logsource'] });
    return undefined;
  }
  const logsource: { product?: string; category?: string; service?: string } = {};
  for (const key of KEYS) {
    const value = given[key];
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' && value !== '') logsource[key] = value;
    else problems.add('type-mismatch', `"${key}" of the logsource must be a string.`, { path: ['logsource', key] });
  }
  if (Object.keys(logsource).length === 0) {
    const message = 'The logsource names neither product nor category nor service.';
    problems.add('query-error', message, { path: ['logsource'] });
    return undefined;
  }
  return logsource;
}

/** @example printLogsource({ product: 'windows', category: 'image_load' }) // 'logsource product=windows category=image_load' */
export function printLogsource(logsource: Logsource): string {
  const parts = KEYS.filter((key) => logsource[key] !== undefined).map((key) => `${key}=${logsource[key]}`);
  return ['logsource', ...parts].join(' ');
}
