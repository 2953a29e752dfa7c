import type { Value } from '../../../table/value.ts';
import { bagOf, isArray, isBag, toDynamic } from '../dynamic.ts';
import { argumentValue, defineFunction, type KqlFunction } from './define.ts';
import { parseJsonPath } from './json-path.ts';
import { asText } from './text-argument.ts';

const CATEGORY = 'Dynamic/array functions';

/** Property names of a bag to any depth, in the JSON path that names them. */
function* pathsOf(value: Value, prefix: string): Iterable<string> {
  if (!isBag(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    yield path;
    yield* pathsOf(inner, path);
  }
}

/** `$.a['b c']` → `['a', 'b c']`; a key that is no JSON path stands for itself. */
const keyPath = (key: string): readonly string[] => (parseJsonPath(key) ?? [key]).map(String);

function withoutKeys(value: Value, paths: readonly (readonly string[])[]): Value {
  if (!isBag(value)) return value;
  return bagOf(
    Object.entries(value).flatMap(([key, inner]): readonly (readonly [string, Value])[] => {
      const within = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
      if (within.some((rest) => rest.length === 0)) return [];
      return [[key, within.length > 0 ? withoutKeys(inner, within) : inner]];
    }),
  );
}

function withKey(value: Value, [key = '', ...deeper]: readonly string[], set: Value): Value {
  const entries = isBag(value) ? Object.entries(value) : [];
  const known = entries.find(([name]) => name === key)?.[1] ?? null;
  return bagOf([...entries, [key, deeper.length > 0 ? withKey(known, deeper, set) : set]]);
}

/** The places of all values in a dynamic, elements of arrays as one. */
function* treePaths(value: Value, prefix: string): Iterable<string> {
  const inner: readonly (readonly [string, Value])[] = isArray(value)
    ? value.map((element) => [`${prefix}[0]`, element] as const)
    : isBag(value)
      ? Object.entries(value).map(([name, element]) => [`${prefix}['${name}']`, element] as const)
      : [];
  for (const [path, element] of inner) {
    yield path;
    yield* treePaths(element, path);
  }
}

export const bagFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'bag_pack',
    aliases: ['pack', 'pack_dictionary'],
    category: CATEGORY,
    syntax: 'bag_pack(key, value, …)',
    summary: 'A bag out of keys and values.',
    examples: [{ expression: 'bag_pack("a", 1, "b", "x")', result: { a: 1, b: 'x' } }],
    compile: ({ arguments: args, options }, { types }) => {
      const evaluators = args.map((argument, at) => argumentValue(argument, types[at]));
      const { withoutEmpty } = (options ?? {}) as { readonly withoutEmpty?: boolean };
      return (row) => {
        const entries: (readonly [string, Value])[] = [];
        for (let at = 0; at + 1 < evaluators.length; at += 2) {
          const value = evaluators[at + 1]?.(row) ?? null;
          if (withoutEmpty && (value === null || value === '')) continue;
          entries.push([asText(evaluators[at]?.(row) ?? ''), toDynamic(value, types[at + 1] ?? 'dynamic')]);
        }
        return bagOf(entries);
      };
    },
  }),
  defineFunction({
    name: 'treepath',
    category: CATEGORY,
    syntax: 'treepath(dynamic)',
    summary: 'The paths of all places of a dynamic; `[0]` stands for every element of an array.',
    examples: [
      {
        expression: 'treepath(dynamic({"a": [1, 2], "b": {"c": 3}}))',
        result: ["['a']", "['a'][0]", "['b']", "['b']['c']"],
      },
    ],
    evaluate: (value: Value): Value => [...new Set(treePaths(value, ''))],
  }),
  defineFunction({
    name: 'bag_keys',
    category: CATEGORY,
    syntax: 'bag_keys(bag)',
    summary: 'The keys of a bag; null when it is none.',
    examples: [{ expression: 'bag_keys(dynamic({"a": 1, "b": {"c": 2}}))', result: ['a', 'b'] }],
    evaluate: (bag: Value): Value => (isBag(bag) ? Object.keys(bag) : null),
  }),
  defineFunction({
    name: 'bag_has_key',
    category: CATEGORY,
    syntax: 'bag_has_key(bag, key)',
    summary: 'Whether a bag has a key; null when it is no bag.',
    examples: [{ expression: 'bag_has_key(dynamic({"a": 1}), "a")', result: true }],
    evaluate: (bag: Value, key: Value): Value => {
      if (!isBag(bag)) return null;
      const name = asText(key);
      if (!name.startsWith('$')) return Object.hasOwn(bag, name);
      const path = name
        .replace(/^\$\.?/, '')
        .replace(/\['([^']*)'\]/g, '.$1')
        .replace(/^\./, '');
      return [...pathsOf(bag, '')].includes(path);
    },
  }),
  defineFunction({
    name: 'bag_merge',
    category: CATEGORY,
    syntax: 'bag_merge(bag, …)',
    summary: 'One bag out of several; of a key that several have, the first counts.',
    examples: [{ expression: 'bag_merge(dynamic({"a": 1}), dynamic({"a": 2, "b": 3}))', result: { a: 1, b: 3 } }],
    nulls: 'seen',
    evaluate: (...bags: readonly Value[]): Value => {
      const merged = new Map<string, Value>();
      for (const bag of bags) {
        if (!isBag(bag)) continue;
        for (const [key, value] of Object.entries(bag)) if (!merged.has(key)) merged.set(key, value);
      }
      return bagOf(merged);
    },
  }),
  defineFunction({
    name: 'bag_remove_keys',
    category: CATEGORY,
    syntax: 'bag_remove_keys(bag, keys)',
    summary: 'A bag without some keys.',
    examples: [{ expression: 'bag_remove_keys(dynamic({"a": 1, "b": 2}), dynamic(["a"]))', result: { b: 2 } }],
    evaluate: (bag: Value, keys: Value): Value =>
      isBag(bag) && isArray(keys)
        ? withoutKeys(
            bag,
            keys.map((key) => keyPath(asText(key))),
          )
        : bag,
  }),
  defineFunction({
    name: 'bag_set_key',
    category: CATEGORY,
    syntax: 'bag_set_key(bag, key, value)',
    summary: 'A bag with a key set; null when it is no bag.',
    examples: [
      { expression: 'bag_set_key(dynamic({"a": 1}), "b", 2)', result: { a: 1, b: 2 } },
      { expression: 'bag_set_key(dynamic({"a": {"x": 1}}), "$.a.b", 2)', result: { a: { x: 1, b: 2 } } },
    ],
    nulls: 'seen',
    evaluate: (bag: Value, key: Value, value: Value): Value =>
      isBag(bag) ? withKey(bag, keyPath(asText(key)), value) : null,
  }),
  defineFunction({
    name: 'bag_zip',
    category: CATEGORY,
    syntax: 'bag_zip(keys, values)',
    summary: 'A bag out of an array of keys and one of values.',
    examples: [{ expression: 'bag_zip(dynamic(["a", "b"]), dynamic([1]))', result: { a: 1, b: null } }],
    evaluate: (keys: Value, values: Value): Value => {
      if (!isArray(keys)) return null;
      const given = isArray(values) ? values : [];
      return bagOf(
        keys.flatMap((key, at): [string, Value][] => (typeof key === 'string' ? [[key, given[at] ?? null]] : [])),
      );
    },
  }),
];
