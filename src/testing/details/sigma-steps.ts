import { isMapping } from '../../content/kind.ts';
import type { QueryStep } from './details.ts';

const VERBS: Readonly<Record<string, string>> = {
  contains: 'contains',
  startswith: 'starts with',
  endswith: 'ends with',
  re: 'matches the regular expression',
  cidr: 'lies in the network',
  gt: 'is greater than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  neq: 'is not',
  fieldref: 'equals the field',
  exists: 'is there:',
};

/** What the parts of a Sigma rule ask for, a sentence each. */
export function sigmaSteps(rule: unknown): readonly QueryStep[] {
  if (!isMapping(rule)) return [];
  const steps: QueryStep[] = [];
  const { logsource, detection } = rule;
  if (isMapping(logsource)) {
    const source = Object.entries(logsource).map(([key, value]) => `${key} ${String(value)}`);
    steps.push({ text: 'logsource', meaning: `Reads events of ${source.join(', ')}.` });
  }
  if (!isMapping(detection)) return steps;
  for (const [name, part] of Object.entries(detection)) {
    if (name === 'timeframe') continue;
    steps.push({
      text: name,
      meaning: name === 'condition' ? `Fires when this holds: ${[part].flat().join(' or ')}.` : `${clauses(part)}.`,
    });
  }
  return steps;
}

function clauses(part: unknown): string {
  if (Array.isArray(part)) {
    const keywords = part.every((entry) => !isMapping(entry));
    return keywords ? `The event mentions ${values(part, false)}` : part.map(clauses).join('; or ');
  }
  if (!isMapping(part)) return `The event mentions ${JSON.stringify(part)}`;
  return Object.entries(part)
    .map(([key, value]) => clause(key, value))
    .join(', and ');
}

function clause(key: string, value: unknown): string {
  const [field = '', ...modifiers] = key.split('|');
  const verb = modifiers.map((modifier) => VERBS[modifier]).find((found) => found !== undefined) ?? 'is';
  const others = modifiers.filter((modifier) => VERBS[modifier] === undefined && modifier !== 'all');
  const how = others.length > 0 ? ` (${others.join(', ')})` : '';
  return `${field} ${verb} ${values([value].flat(), modifiers.includes('all'))}${how}`;
}

function values(list: readonly unknown[], all: boolean): string {
  const texts = list.map((value) => JSON.stringify(value) ?? 'null');
  if (texts.length < 2) return texts.join('');
  return `${all ? 'all' : 'any'} of ${texts.join(', ')}`;
}
