import type { ErrorObject } from 'ajv';
import type { DiagnosticName } from '../diagnostics/codes.ts';
import type { Fix, Severity } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { isoDate } from './fix/date-text.ts';

type Path = readonly (string | number)[];

/** The schema that an error comes from. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly description?: string;
  /**
   * What a key is that the schema does not have: without this an error; `warning`: only an error when it looks like a
   * slip for a key that is missing; `tolerated`: a warning; `custom`: a note, for the format allows keys of one's own,
   * a warning when it looks like a slip, an error when it is one of a key that has to be there.
   */
  readonly 'x-unknown'?: 'warning' | 'tolerated' | 'custom';
  /** Keys of a neighbouring kind of content, and why this kind has none. */
  readonly 'x-foreign'?: Readonly<Record<string, string>>;
  /** In words, what the pattern asks for. */
  readonly 'x-shape'?: string;
  /** The service takes the values of the list in any case; another case is a warning. */
  readonly 'x-case'?: 'ignored';
  /** An empty text in place of the list reads as no list. */
  readonly 'x-empty'?: 'nothing';
  /** The list of values grows, or only a form of the portal insists on it: another value is a warning. */
  readonly 'x-severity'?: 'warning';
}

export interface SchemaErrorDescription {
  readonly name: DiagnosticName;
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
  /** The key that an unknown key was probably meant to be. */
  readonly meantKey?: string;
  readonly missingKey?: string;
  readonly fix?: Fix;
}

const LISTED_VALUES = 20;

/** An error of ajv in the words of somebody who writes content. */
export function describeSchemaError(
  path: Path,
  { keyword, params, data, parentSchema }: ErrorObject & { parentSchema: SchemaNode },
): SchemaErrorDescription {
  const subject = nameOf(path);
  const value = (message: string, hint?: string): SchemaErrorDescription => ({
    name: 'schema-value',
    path,
    part: 'value',
    message,
    ...(hint !== undefined && { hint }),
  });
  switch (keyword) {
    case 'additionalProperties':
      return describeUnknownKey(path, String(params['additionalProperty']), data, parentSchema);
    case 'required': {
      const missingKey = String(params['missingProperty']);
      const description = parentSchema.properties?.[missingKey]?.description;
      return {
        name: 'schema-missing-key',
        path,
        part: 'key',
        message: `The key "${missingKey}" is missing${path.length > 0 ? ` in ${subject}` : ''}.`,
        hint: `Add "${missingKey}"${description === undefined ? '.' : `: ${description}`}`,
        missingKey,
      };
    }
    case 'type': {
      if (data === '' && parentSchema['x-empty'] === 'nothing') {
        return {
          name: 'schema-type',
          path,
          part: 'value',
          message: `${subject} is an empty text in place of a list; Sentinel reads it as an empty list.`,
          hint: 'Leave the key out, or write [].',
          severity: 'warning',
          fix: { text: '[]', isSafe: true },
        };
      }
      const wanted = ([] as string[]).concat(params['type'] as string | string[]).filter((type) => type !== 'null');
      const found = data === null ? 'empty' : typeName(typeOf(data));
      return {
        name: 'schema-type',
        path,
        part: data === null ? 'key' : 'value',
        message: `${subject} has to be ${wanted.map(typeName).join(' or ')}, and is ${found}.`,
        ...(wanted.includes('string') &&
          typeof data !== 'object' && { hint: `Put it into quotes: '${String(data)}'.` }),
        ...(wanted.includes('array') &&
          typeof data === 'string' && { hint: 'Write it as a list, a line with "- " for each element.' }),
        ...fixed(typeFix(wanted, data)),
      };
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
      const close = typeof data === 'string' ? suggest(data.replace(/\s/g, ''), allowed) : undefined;
      const list = `One of: ${allowed.slice(0, LISTED_VALUES).join(', ')}.`;
      const meant = allowed.find((word) => String(data).trim().toLowerCase() === word.toLowerCase());
      const sameWord = meant !== undefined;
      const better = meant ?? close;
      return {
        ...value(
          `${subject} cannot be ${quote(data)}.`,
          close === undefined ? list : `Did you mean "${close}"? ${list}`,
        ),
        ...(((sameWord && parentSchema['x-case'] === 'ignored') || parentSchema['x-severity'] === 'warning') && {
          severity: 'warning' as const,
        }),
        ...fixed(better === undefined ? undefined : { text: better, isSafe: sameWord }),
      };
    }
    case 'pattern': {
      const shape = parentSchema['x-shape'];
      const date = shape?.startsWith('a date') && typeof data === 'string' ? isoDate(data) : undefined;
      return {
        ...value(`${subject} has to be ${shape ?? `of the form ${params['pattern']}`}, and is ${quote(data)}.`),
        ...(parentSchema['x-severity'] === 'warning' && { severity: 'warning' as const }),
        ...fixed(date === undefined ? undefined : { text: `'${date}'`, isSafe: true }),
      };
    }
    case 'propertyNames': {
      const key = String(params['propertyName']);
      return {
        name: 'schema-value',
        path: [...path, key],
        part: 'key',
        message: `"${key}" cannot be a key of ${subject}.`,
      };
    }
    case 'minLength':
      if (data === '') return value(`${subject} is empty.`);
      return {
        ...value(`${subject} has ${String(data).length} characters; at least ${params['limit']} are needed.`),
        ...(parentSchema['x-severity'] === 'warning' && { severity: 'warning' as const }),
      };
    case 'maxLength':
      return value(`${subject} has ${String(data).length} characters; at most ${params['limit']} are allowed.`);
    case 'minItems':
    case 'minProperties':
      return value(`${subject} has too few entries; at least ${params['limit']} are needed.`);
    case 'maxItems':
    case 'maxProperties':
      return value(`${subject} has too many entries; at most ${params['limit']} are allowed.`);
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
      return value(`${subject} has to be ${bound(params)}, and is ${quote(data)}.`);
    default:
      return value(`${subject} does not fit the schema (${keyword}).`);
  }
}

function describeUnknownKey(path: Path, key: string, data: unknown, schema: SchemaNode): SchemaErrorDescription {
  const known = Object.keys(schema.properties ?? {});
  const unused = known.filter((name) => data === null || typeof data !== 'object' || !Object.hasOwn(data, name));
  const close = suggest(key, unused) ?? unused.find((name) => key.length > 4 && name.endsWith(`_${key}`));
  const tolerance = schema['x-unknown'];
  const isSlip = close !== undefined && (tolerance !== 'custom' || schema.required?.includes(close) === true);
  const severity: Severity | undefined =
    tolerance === undefined || (isSlip && tolerance !== 'tolerated')
      ? undefined
      : tolerance === 'custom' && close === undefined
        ? 'info'
        : 'warning';
  const few = known.length <= LISTED_VALUES ? `Known keys: ${known.join(', ')}.` : undefined;
  const foreign = schema['x-foreign']?.[key];
  const hint = foreign ?? (close === undefined ? few : `Did you mean "${close}"?`);
  return {
    name: 'schema-unknown-key',
    path: [...path, key],
    part: 'key',
    message: `There is no key "${key}"${path.length > 0 ? ` in ${nameOf(path)}` : ''}.`,
    ...(hint !== undefined && { hint }),
    ...(severity !== undefined && { severity }),
    ...(close !== undefined && {
      meantKey: close,
      fix: { text: close, isSafe: schema.required?.includes(close) === true, expects: key },
    }),
  };
}

const fixed = (fix: Fix | undefined): { readonly fix?: Fix } => (fix ? { fix } : {});

/** A number that was quoted, a text that was not, one word in place of a list. */
function typeFix(wanted: readonly string[], data: unknown): Fix | undefined {
  if (typeof data === 'string') {
    const isNumber = /^(?:0|-?[1-9]\d{0,14})$/.test(data);
    if (isNumber && wanted.some((type) => type === 'integer' || type === 'number')) {
      return { text: data, isSafe: true, expects: data };
    }
    if (wanted.includes('array') && /^[A-Za-z][\w ./-]*$/.test(data)) {
      return { text: `[${data}]`, isSafe: true, expects: data };
    }
  }
  if (typeof data === 'number' && wanted.includes('string') && !wanted.includes('number')) {
    return { text: `'${data}'`, isSafe: true, expects: String(data) };
  }
  return undefined;
}

const COMPARISONS: Readonly<Record<string, string>> = { '<=': 'at most', '>=': 'at least', '>': 'more than' };

const bound = ({ comparison, limit }: ErrorObject['params']): string =>
  `${COMPARISONS[String(comparison)] ?? comparison} ${limit}`;

/** `"tests[0].name"`, "the document". */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the document';
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return `"${text}"`;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

const typeName = (type: string): string => TYPE_NAMES[type] ?? type;

const SHOWN_CHARACTERS = 60;

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text}"`;
}
