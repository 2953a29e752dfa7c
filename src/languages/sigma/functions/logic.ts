import type { ScalarFunction } from '../../../plan/library.ts';
import type { Mention } from '../../../plan/plan.ts';

const and: ScalarFunction = {
  name: 'sigma.and',
  conjunction: true,
  compile: ({ arguments: args }) => {
    const tests = args.map(({ evaluate }) => evaluate);
    return (row) => {
      for (const test of tests) if (test(row) !== true) return false;
      return true;
    };
  },
  mentions: (args, mentionsOf) => {
    const all = args.map(mentionsOf).filter((mention) => mention !== undefined);
    return all.length === 0 ? undefined : { all };
  },
};

const or: ScalarFunction = {
  name: 'sigma.or',
  compile: ({ arguments: args }) => {
    const tests = args.map(({ evaluate }) => evaluate);
    return (row) => {
      for (const test of tests) if (test(row) === true) return true;
      return false;
    };
  },
  mentions: (args, mentionsOf) => {
    const any: Mention[] = [];
    for (const argument of args) {
      const mention = mentionsOf(argument);
      if (!mention) return undefined;
      any.push(mention);
    }
    return { any };
  },
};

const not: ScalarFunction = {
  name: 'sigma.not',
  compile: ({ arguments: args }) => {
    const test = args[0]?.evaluate;
    return (row) => test?.(row) !== true;
  },
};

export const logicFunctions: readonly ScalarFunction[] = [and, or, not];
