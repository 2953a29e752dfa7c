import type { Value } from '../../../table/value.ts';
import { joinedBy } from '../delimiters.ts';
import { asList, compareText, fromList, toText } from '../values.ts';
import { defineAggregation, defineRowAggregation, type SplAggregation } from './define.ts';

/** `list` stops here. */
const LIST_LIMIT = 100;

/** What `stats delim=` says; a blank by default. */
const delimiterIn = (options: unknown): string => (options as { delim?: string } | undefined)?.delim ?? ' ';

const distinct = (name: string, aliases: readonly string[], summary: string): SplAggregation =>
  defineAggregation({
    name,
    aliases,
    page: 'aggregate-functions',
    syntax: `${name}(<field>)`,
    summary,
    needsField: true,
    ofDifferentValues: true,
    start: () => {
      const seen = new Set<string>();
      return {
        add: (value) => {
          seen.add(toText(value));
        },
        result: () => seen.size,
      };
    },
  });

export const countingAggregations: readonly SplAggregation[] = [
  defineRowAggregation({
    name: 'count',
    aliases: ['c'],
    page: 'aggregate-functions',
    syntax: 'count, count(<field>), count(eval(<condition>))',
    summary: 'How many rows there are, how many values the field has, or for how many rows the condition holds.',
    needsField: false,
    compile: ({ arguments: [argument], options }) => {
      const condition = (options as { condition?: boolean } | undefined)?.condition === true;
      return () => {
        let count = 0;
        const addValue = (value: Value, times: number): void => {
          if (condition && typeof value === 'boolean') count += value ? times : 0;
          else if (value !== null) count += times * (Array.isArray(value) ? value.length : 1);
        };
        return {
          add: (row) => {
            if (argument) addValue(argument.evaluate(row), 1);
            else count += 1;
          },
          addValue,
          addTexts: (times) => {
            count += times;
          },
          result: () => count,
        };
      };
    },
  }),
  distinct('dc', ['distinct_count'], 'How many different values there are, as text.'),
  distinct('estdc', ['estimated_dc'], 'How many different values there are; here counted, not estimated.'),
  defineAggregation({
    name: 'estdc_error',
    page: 'aggregate-functions',
    syntax: 'estdc_error(<field>)',
    summary: 'The error of estdc; none here, where it counts.',
    needsField: true,
    start: () => ({ add: () => undefined, result: () => 0 }),
  }),
  defineAggregation({
    name: 'values',
    page: 'multivalue-stats-and-chart-functions',
    syntax: 'values(<field>)',
    summary: 'The different values in the order of text, capitals first.',
    needsField: true,
    ofDifferentValues: true,
    start: (options) => {
      const seen = new Map<string, Value>();
      return {
        add: (value) => {
          const text = toText(value);
          if (!seen.has(text)) seen.set(text, text);
        },
        result: () => joinedBy(fromList([...seen.keys()].sort(compareText)), delimiterIn(options)),
      };
    },
  }),
  defineAggregation({
    name: 'list',
    page: 'multivalue-stats-and-chart-functions',
    syntax: 'list(<field>)',
    summary: `The values in their order, at most ${LIST_LIMIT}.`,
    needsField: true,
    start: (options) => {
      const list: Value[] = [];
      return {
        add: (value) => {
          if (list.length < LIST_LIMIT) list.push(toText(value));
        },
        // A copy: streamstats asks again after each row.
        result: () => joinedBy(fromList([...list]), delimiterIn(options)),
      };
    },
  }),
  defineAggregation({
    name: 'mode',
    page: 'aggregate-functions',
    syntax: 'mode(<field>)',
    summary: 'The value that occurs most often; of several the one that came first.',
    needsField: true,
    start: () => {
      const counts = new Map<string, number>();
      return {
        add: (value) => {
          const text = toText(value);
          counts.set(text, (counts.get(text) ?? 0) + 1);
        },
        result: () => {
          let best: string | null = null;
          let most = 0;
          for (const [text, count] of counts) {
            if (count > most) {
              best = text;
              most = count;
            }
          }
          return best;
        },
      };
    },
  }),
  defineRowAggregation({
    name: 'first',
    page: 'event-order-functions',
    syntax: 'first(<field>)',
    summary: 'The value of the first row that has one.',
    needsField: true,
    compile:
      ({ arguments: [argument] }) =>
      () => {
        let found: Value = null;
        return {
          add: (row) => {
            if (found === null) found = argument?.evaluate(row) ?? null;
          },
          result: () => fromList(asList(found)),
        };
      },
  }),
  defineRowAggregation({
    name: 'last',
    page: 'event-order-functions',
    syntax: 'last(<field>)',
    summary: 'The value of the last row that has one.',
    needsField: true,
    compile:
      ({ arguments: [argument] }) =>
      () => {
        let found: Value = null;
        return {
          add: (row) => {
            const value = argument?.evaluate(row) ?? null;
            if (value !== null) found = value;
          },
          result: () => fromList(asList(found)),
        };
      },
  }),
];
