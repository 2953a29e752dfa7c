import type { Argument } from '../../../../plan/library.ts';
import type { Value } from '../../../../table/value.ts';
import { cast, realOf } from '../../convert.ts';
import { elementOf, isArray, parseJson, propertyOf } from '../../dynamic.ts';
import { defineFunction, type KqlFunction, nullOf, valuesOf } from '../define.ts';
import { firstColumn } from '../list-argument.ts';
import { carriesFirst } from '../mention.ts';

export const accessOperators: readonly KqlFunction[] = [
  defineFunction({
    name: 'path',
    category: 'Operators',
    page: 'scalar-data-types/dynamic#dynamic-object-accessors',
    summary: 'A property of a bag; null when there is none.',
    syntax: 'bag.key',
    examples: [
      { expression: 'dynamic({"a": {"b": 456}}).a.b', result: 456 },
      { expression: 'dynamic({"a": 1}).c', result: null },
    ],
    compile: (site, signature) => {
      const [bag, key] = valuesOf(site, signature);
      if (!bag || !key) throw new Error('Internal error: a path without a key.');
      const isText = signature.types[0] === 'string';
      return (row) => {
        const value = bag(row);
        return propertyOf(isText ? parseJson(value as string) : value, String(key(row)));
      };
    },
    carries: carriesFirst,
  }),
  defineFunction({
    name: 'index',
    category: 'Operators',
    page: 'scalar-data-types/dynamic#dynamic-object-accessors',
    summary: 'An element of an array, from the end when the index is negative, or a property of a bag.',
    syntax: 'array[index], bag["key"]',
    examples: [
      { expression: 'dynamic({"a": [1, 2]}).a[-1]', result: 2 },
      { expression: 'dynamic({"a": 1})["a"]', result: 1 },
      { expression: 'dynamic([1, 2])[7]', result: null },
    ],
    compile: (site, signature) => {
      const [holder, index] = valuesOf(site, signature);
      if (!holder || !index) throw new Error('Internal error: an index without an operand.');
      return (row) => {
        const value = holder(row);
        const at = index(row);
        if (typeof at === 'string') return propertyOf(value, at);
        const position = typeof at === 'boolean' ? Number(at) : realOf(at);
        return position !== undefined && isArray(value) ? elementOf(value, position) : null;
      };
    },
  }),
  defineFunction({
    name: 'cast',
    category: 'Operators',
    page: 'mv-expand-operator',
    summary: 'A value in another type, where the language converts by itself; null when it does not fit.',
    syntax: 'to typeof(type)',
    examples: [],
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      const from = signature.types[0] ?? 'dynamic';
      const missing = nullOf(signature.result);
      return (row) => {
        const value = operand?.(row) ?? null;
        return value === null ? missing : cast(value, from, signature.result);
      };
    },
  }),
  defineFunction({
    name: 'toscalar',
    category: 'Flow control functions',
    summary: 'The first column of the first row of a table, as one constant.',
    syntax: 'toscalar(table)',
    examples: [
      { expression: 'toscalar(range x from 1 to 9 step 1 | count)', result: 9 },
      { expression: 'toscalar(2)', result: 2 },
    ],
    compile: (site, signature) => {
      const [argument] = site.arguments as readonly [Argument];
      if (argument.expression.kind !== 'table') return argument.evaluate;
      const missing = nullOf(signature.result);
      let known: { readonly value: Value } | undefined;
      return () => {
        known ??= { value: firstColumn(site.table(argument))[0] ?? missing };
        return known.value;
      };
    },
  }),
];
