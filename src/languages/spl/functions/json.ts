import type { Argument } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { asList, fromList, toNumber, toText } from '../values.ts';
import { defineFunction, defineSpecialFunction, type SplFunction } from './define.ts';
import { cellOf, inferredElement, isObject, type PathStep, parseDocument, parsePath, valuesAt } from './json-path.ts';

/** A value as a function was given it, with whether it was a quoted literal. */
interface Given {
  readonly value: Value;
  readonly quoted: boolean;
}

const isQuoted = (argument: Argument): boolean =>
  argument.expression.kind === 'literal' && typeof argument.expression.value === 'string';

/** A function over its arguments as given. */
const defineJson = (
  description: Omit<Parameters<typeof defineSpecialFunction>[0], 'compile' | 'page'> & {
    evaluate(args: readonly Given[]): Value;
  },
): SplFunction => {
  const { evaluate, ...rest } = description;
  return defineSpecialFunction({
    ...rest,
    page: 'json',
    compile: ({ arguments: args }) => {
      const quoted = args.map(isQuoted);
      return (row) =>
        evaluate(args.map((argument, at) => ({ value: argument.evaluate(row), quoted: quoted[at] === true })));
    },
  });
};

/** What a value is in JSON: objects and arrays in text are taken as such, text that looks like a number is one. */
function jsonOf({ value, quoted }: Given): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((element: Value) => jsonOf({ value: element, quoted }));
  const text = toText(value);
  if (/^\s*[[{]/.test(text)) {
    const parsed = parseDocument(text);
    if (parsed) return parsed.document;
  }
  return quoted ? text : (toNumber(value) ?? text);
}

const documentOf = (given: Given | undefined): { readonly document: unknown } | undefined =>
  given === undefined || given.value === null ? undefined : parseDocument(toText(given.value));

const textOf = (given: Given | undefined): string => toText(given?.value ?? null);

/** Applies a change at each of the pairs of path and value. */
function changed(args: readonly Given[], change: (document: unknown, path: string, value: unknown) => unknown): Value {
  const [first, ...pairs] = args;
  const parsed = documentOf(first);
  if (!parsed || (!isObject(parsed.document) && !Array.isArray(parsed.document))) return null;
  let document: unknown = parsed.document;
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    document = change(document, textOf(pairs[index]), jsonOf(pairs[index + 1] as Given));
  }
  return JSON.stringify(document);
}

/** The document with `change` applied to what stands at a path; unknown paths are passed over. */
function mapAt(document: unknown, steps: readonly PathStep[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = steps;
  if (!step) return change(document);
  if ('key' in step) {
    if (!isObject(document) || !Object.hasOwn(document, step.key)) return document;
    return withKey(document, step.key, mapAt(document[step.key], rest, change));
  }
  if (!Array.isArray(document)) return document;
  return document.map((element, at) => ('all' in step || step.index === at ? mapAt(element, rest, change) : element));
}

/** The document with a value at a path, keys on the way created. */
function setAt(document: unknown, steps: readonly PathStep[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (!step) return value;
  if ('key' in step) {
    if (document !== undefined && !isObject(document)) return document;
    const object = document ?? {};
    const inner = Object.hasOwn(object, step.key) ? object[step.key] : undefined;
    return withKey(object, step.key, setAt(inner, rest, value));
  }
  const list = Array.isArray(document) ? [...(document as readonly unknown[])] : [];
  if ('all' in step) return list.map((element) => setAt(element, rest, value));
  if (step.index > list.length) return document;
  list[step.index] = setAt(list[step.index], rest, value);
  return list;
}

const withKey = (object: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> =>
  Object.fromEntries([
    ...Object.entries(object).filter(([name]) => name !== key || Object.hasOwn(object, key)),
    [key, value],
  ]);

/** The object without what stands at the end of a chain of keys. */
function withoutKey(document: unknown, [key = '', ...deeper]: readonly string[]): unknown {
  if (!isObject(document) || !Object.hasOwn(document, key)) return document;
  if (deeper.length > 0) return withKey(document, key, withoutKey(document[key], deeper));
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Splits a path off its last key, for functions that take keys as they stand. */
const exactly = (key: string): readonly PathStep[] => [{ key }];

function extract(args: readonly Given[], stepsOf: (path: string) => readonly PathStep[]): Value {
  const [first, ...paths] = args;
  const parsed = documentOf(first);
  if (!parsed) return null;
  const { document } = parsed;
  if (paths.length === 0) return cellOf(document);
  const at = (path: string): unknown => {
    const steps = stepsOf(path);
    if (path === '{}' && isObject(document)) return document;
    const values = valuesAt(document, steps);
    return steps.some((step) => 'all' in step) ? (values.length === 0 ? undefined : values) : values[0];
  };
  const [only] = paths;
  if (paths.length === 1) {
    const found = at(textOf(only));
    return found === null ? null : cellOf(found);
  }
  return JSON.stringify(paths.map((path) => at(textOf(path)) ?? null));
}

export const jsonFunctions: readonly SplFunction[] = [
  defineJson({
    name: 'json_object',
    syntax: 'json_object(<key>, <value>, …)',
    summary: 'A JSON object.',
    minimum: 0,
    examples: [
      { eval: 'json_object("a", 1, "b", json_array("x"))', result: '{"a":1,"b":["x"]}' },
      { eval: 'json_object()', result: '{}' },
    ],
    evaluate: (args) => {
      const entries: (readonly [string, unknown])[] = [];
      for (let index = 0; index + 1 < args.length; index += 2) {
        entries.push([textOf(args[index]), jsonOf(args[index + 1] as Given)]);
      }
      return JSON.stringify(Object.fromEntries(entries));
    },
  }),
  defineJson({
    name: 'json_array',
    syntax: 'json_array(<value>, …)',
    summary: 'A JSON array.',
    minimum: 0,
    examples: [{ eval: 'json_array("a", 1, true())', result: '["a",1,true]' }],
    evaluate: (args) => JSON.stringify(args.map(jsonOf)),
  }),
  defineJson({
    name: 'json',
    syntax: 'json(<text>)',
    summary: 'The text where it is JSON, else null.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'json("{\\"a\\": 1}")', result: '{"a":1}' }],
    evaluate: ([given]) => {
      const parsed = documentOf(given);
      return parsed ? JSON.stringify(parsed.document) : null;
    },
  }),
  defineJson({
    name: 'json_valid',
    syntax: 'json_valid(<text>)',
    summary: 'Whether the text is JSON.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'if(json_valid("[1]"), "yes", "no")', result: 'yes' }],
    evaluate: ([given]) => (given?.value === null ? null : documentOf(given) !== undefined),
  }),
  defineJson({
    name: 'json_extract',
    syntax: 'json_extract(<json>, <path>, …)',
    summary: 'What stands at a path; with `{}`, or with several paths, a JSON array.',
    minimum: 1,
    examples: [
      { eval: 'json_extract("{\\"a\\":{\\"b\\":\\"x\\"}}", "a.b")', result: 'x' },
      { eval: 'json_extract("[{\\"n\\":1},{\\"n\\":2}]", "{}.n")', result: '[1,2]' },
    ],
    evaluate: (args) => extract(args, parsePath),
  }),
  defineJson({
    name: 'json_extract_exact',
    syntax: 'json_extract_exact(<json>, <key>, …)',
    summary: 'What stands at a key, whose periods are part of it.',
    minimum: 1,
    examples: [{ eval: 'json_extract_exact("{\\"a.b\\":\\"x\\"}", "a.b")', result: 'x' }],
    evaluate: (args) => extract(args, exactly),
  }),
  defineJson({
    name: 'json_set',
    syntax: 'json_set(<json>, <path>, <value>, …)',
    summary: 'The document with values at paths; keys on the way are created.',
    minimum: 3,
    examples: [{ eval: 'json_set(json_object(), "a.b", "x")', result: '{"a":{"b":"x"}}' }],
    evaluate: (args) => changed(args, (document, path, value) => setAt(document, parsePath(path), value)),
  }),
  defineJson({
    name: 'json_set_exact',
    syntax: 'json_set_exact(<json>, <key>, <value>, …)',
    summary: 'The document with values at keys, whose periods are part of them.',
    minimum: 3,
    examples: [{ eval: 'json_set_exact(json_object(), "a.b", "x")', result: '{"a.b":"x"}' }],
    evaluate: (args) => changed(args, (document, key, value) => setAt(document, exactly(key), value)),
  }),
  defineJson({
    name: 'json_append',
    syntax: 'json_append(<json>, <path>, <value>, …)',
    summary: 'Adds values to arrays, an array as one element; a scalar becomes an array first.',
    minimum: 3,
    examples: [{ eval: 'json_append(json_object("a", json_array(1)), "a", json_array(2))', result: '{"a":[1,[2]]}' }],
    evaluate: (args) =>
      changed(args, (document, path, value) => mapAt(document, parsePath(path), (found) => [...listOf(found), value])),
  }),
  defineJson({
    name: 'json_extend',
    syntax: 'json_extend(<json>, <path>, <value>, …)',
    summary: 'Adds values to arrays, of an array its elements.',
    minimum: 3,
    examples: [
      { eval: 'json_extend(json_object("a", json_array(1)), "a", json_array(2, 3))', result: '{"a":[1,2,3]}' },
    ],
    evaluate: (args) =>
      changed(args, (document, path, value) =>
        mapAt(document, parsePath(path), (found) => [...listOf(found), ...listOf(value)]),
      ),
  }),
  defineJson({
    name: 'json_delete',
    syntax: 'json_delete(<json>, <key>, …)',
    summary: 'The object without the keys; a period leads to the key of an object inside.',
    minimum: 2,
    examples: [
      { eval: 'json_delete("{\\"a\\":1,\\"b\\":2}", "a")', result: '{"b":2}' },
      { eval: 'json_delete("{\\"a\\":{\\"b\\":1,\\"c\\":2}}", "a.b")', result: '{"a":{"c":2}}' },
    ],
    evaluate: ([first, ...keys]) => {
      const document = documentOf(first)?.document;
      if (!isObject(document)) return null;
      const paths = keys.flatMap((key) => {
        const listed = documentOf(key)?.document;
        return Array.isArray(listed) ? listed.map(String) : [textOf(key)];
      });
      return JSON.stringify(paths.reduce<unknown>((kept, path) => withoutKey(kept, path.split('.')), document));
    },
  }),
  defineJson({
    name: 'json_keys',
    syntax: 'json_keys(<json>)',
    summary: 'The keys of an object as a JSON array.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'json_keys("{\\"a\\":1,\\"b\\":2}")', result: '["a","b"]' }],
    evaluate: ([given]) => {
      const document = documentOf(given)?.document;
      return isObject(document) ? JSON.stringify(Object.keys(document)) : null;
    },
  }),
  defineJson({
    name: 'json_entries',
    syntax: 'json_entries(<json>)',
    summary: 'The members of an object as a JSON array of keys and values.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'json_entries("{\\"a\\":1}")', result: '[{"key":"a","value":1}]' }],
    evaluate: ([given]) => {
      const document = documentOf(given)?.document;
      return isObject(document)
        ? JSON.stringify(Object.entries(document).map(([key, value]) => ({ key, value })))
        : null;
    },
  }),
  defineJson({
    name: 'json_has_key_exact',
    syntax: 'json_has_key_exact(<json>, <key>)',
    summary: 'Whether an object has a key, whose periods are part of it.',
    minimum: 2,
    maximum: 2,
    examples: [{ eval: 'if(json_has_key_exact("{\\"a.b\\":1}", "a.b"), "yes", "no")', result: 'yes' }],
    evaluate: ([given, key]) => {
      const document = documentOf(given)?.document;
      return isObject(document) ? Object.hasOwn(document, textOf(key)) : null;
    },
  }),
  defineJson({
    name: 'json_array_to_mv',
    syntax: 'json_array_to_mv(<json array>, <keep quotes>)',
    summary: 'The elements of a JSON array as several values.',
    minimum: 1,
    maximum: 2,
    examples: [{ eval: 'json_array_to_mv("[\\"a\\",2]")', result: ['a', '2'] }],
    evaluate: ([given, quotes]) => {
      const document = documentOf(given)?.document;
      if (!Array.isArray(document)) return null;
      const keep = quotes?.value === true;
      return fromList(document.map((element: unknown) => (keep ? JSON.stringify(element) : cellOf(element))));
    },
  }),
  defineFunction({
    name: 'mv_to_json_array',
    page: 'json',
    syntax: 'mv_to_json_array(<field>, <infer types>)',
    summary: 'The values of a field as a JSON array, of texts unless types are inferred.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'mv_to_json_array(split("a,1", ","))', result: '["a","1"]' },
      { eval: 'mv_to_json_array(split("\\"a\\",1", ","), true())', result: '["a",1]' },
    ],
    evaluate: ([value = null, infer]) => {
      if (value === null) return null;
      const elements = asList(value).map((one) => {
        const text = toText(one);
        return infer === true ? inferredElement(text) : text;
      });
      return JSON.stringify(elements);
    },
  }),
];
