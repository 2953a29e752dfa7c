import { plainText } from '../pattern.ts';
import type { NumericComparison, SigmaValue, TimeUnit } from '../value.ts';
import { defineModifier, type Modifier, ModifierFailure } from './modifier.ts';

type Numeric = Extract<SigmaValue, { kind: 'number' | 'text' }>;

function numberOf(value: Numeric, modifier: string): number {
  const text = value.kind === 'number' ? String(value.number) : (plainText(value.pattern) ?? '');
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new ModifierFailure(`"${modifier}" takes a number.`);
  return number;
}

const compare = (name: NumericComparison, summary: string, matching: number, missing: number): Modifier =>
  defineModifier({
    name,
    summary,
    examples: [
      {
        title: 'Numbers, as numbers or as text',
        item: { [`DestinationPort|${name}`]: 1024 },
        matches: [{ DestinationPort: matching }, { DestinationPort: String(matching) }],
        misses: [{ DestinationPort: missing }, { DestinationPort: '-' }, { SourcePort: matching }],
      },
    ],
    accepts: ['number', 'text', 'time'],
    apply: (value) =>
      value.kind === 'time'
        ? { ...value, comparison: name }
        : { kind: 'compare', comparison: name, number: numberOf(value, name) },
  });

export const lt = compare('lt', 'The field is a number below the value.', 80, 1024);
export const lte = compare('lte', 'The field is a number not above the value.', 1024, 1025);
export const gt = compare('gt', 'The field is a number above the value.', 8080, 1024);
export const gte = compare('gte', 'The field is a number not below the value.', 1024, 80);

const timePart = (unit: TimeUnit, summary: string, number: number, other: string): Modifier =>
  defineModifier({
    name: unit,
    summary,
    examples: [
      {
        title: 'Of a time in UTC',
        item: { [`CreationUtcTime|${unit}`]: number },
        matches: [{ CreationUtcTime: '2024-03-06 07:45:10.123' }],
        misses: [{ CreationUtcTime: other }, { CreationUtcTime: 'never' }, { User: 'alice' }],
      },
    ],
    accepts: ['number', 'text', 'compare'],
    apply: (value) =>
      value.kind === 'compare'
        ? { kind: 'time', unit, comparison: value.comparison, number: value.number }
        : { kind: 'time', unit, comparison: 'eq', number: numberOf(value, unit) },
  });

export const minute = timePart('minute', 'The minute of the hour, 0 to 59.', 45, '2024-03-06 07:46:10.123');
export const hour = timePart('hour', 'The hour of the day, 0 to 23.', 7, '2024-03-06 08:45:10.123');
export const day = timePart('day', 'The day of the month, 1 to 31.', 6, '2024-03-07 07:45:10.123');
export const week = timePart('week', 'The ISO week of the year, 1 to 53.', 10, '2024-03-11 07:45:10.123');
export const month = timePart('month', 'The month, 1 to 12.', 3, '2024-04-06 07:45:10.123');
export const year = timePart('year', 'The year.', 2024, '2023-03-06 07:45:10.123');
