import type { Mention } from '../../../../plan/plan.ts';
import { toBool } from '../../convert.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { isNeverTrue } from '../mention.ts';
import { boundsOfAll, boundsOfAny } from '../time-bound.ts';

const isMention = (mention: Mention | undefined): mention is Mention => mention !== undefined;

export const logicOperators: readonly KqlFunction[] = [
  defineFunction({
    name: 'and',
    category: 'Operators',
    page: 'logical-operators',
    summary: 'True when every side is true, false when one is false, otherwise null.',
    syntax: 'left and right',
    examples: [
      { expression: 'true and false', result: false },
      { expression: 'bool(null) and false', result: false },
      { expression: 'bool(null) and true', result: null },
    ],
    conjunction: true,
    compile: (site, signature) => {
      const sides = valuesOf(site, signature);
      return (row) => {
        let unknown = false;
        for (const side of sides) {
          const value = side(row);
          if (value === null) unknown = true;
          else if (toBool(value) !== true) return false;
        }
        return unknown ? null : true;
      };
    },
    mentions: (args, mentionsOf) => {
      const all = args.map(mentionsOf).filter(isMention);
      return all.length === 0 ? undefined : { all };
    },
    bounds: boundsOfAll,
  }),
  defineFunction({
    name: 'or',
    category: 'Operators',
    page: 'logical-operators',
    summary: 'True when one side is true, false when every side is false, otherwise null.',
    syntax: 'left or right',
    examples: [
      { expression: 'true or false', result: true },
      { expression: 'bool(null) or true', result: true },
      { expression: 'bool(null) or false', result: null },
    ],
    compile: (site, signature) => {
      const sides = valuesOf(site, signature);
      return (row) => {
        let unknown = false;
        for (const side of sides) {
          const value = side(row);
          if (value === null) unknown = true;
          else if (toBool(value) === true) return true;
        }
        return unknown ? null : false;
      };
    },
    mentions: (args, mentionsOf) => {
      const any = args.filter((side) => !isNeverTrue(side)).map(mentionsOf);
      return any.length > 0 && any.every(isMention) ? { any } : undefined;
    },
    bounds: boundsOfAny,
  }),
  defineFunction({
    name: 'not',
    category: 'Mathematical functions',
    summary: 'The opposite of a bool; null of null.',
    syntax: 'not(expr)',
    examples: [
      { expression: 'not(false)', result: true },
      { expression: 'not(bool(null))', result: null },
    ],
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      return (row) => {
        const value = toBool(operand?.(row) ?? null);
        return value === null ? null : !value;
      };
    },
  }),
];
