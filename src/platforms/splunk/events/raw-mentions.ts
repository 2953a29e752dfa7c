import type { CallExpression, Expression } from '../../../plan/expression.ts';
import type { Mention } from '../../../plan/plan.ts';
import type { Extraction } from '../extraction/extraction.ts';
import { DEFAULT_FIELDS } from './default-fields.ts';
import { INDEXED, type ProfileRuntime } from './profile-runtime.ts';
import { append } from '../../../util/append.ts';

type Groups = readonly (readonly string[])[];
/** Texts of which an event must hold one for a field to hold a text; undefined when nothing is certain. */
type Alternatives = readonly string[] | undefined;

/** A JSON text may write any character as an escape: events with one are never left out. */
const JSON_ESCAPE = '\\u00';
const SHORTEST = 2;

/**
 * What the raw text of an event must hold for a mention to be possible: followed through calculations, aliases and
 * extractions, as long as each step copies text. `calculation` gives the expression of a field that a data model
 * calculates on top.
 */
export function rawGroups(
  mention: Mention | undefined,
  runtime: ProfileRuntime,
  field: (column: string) => string | undefined = (column) => column,
  calculation: (name: string) => Expression | undefined = () => undefined,
): Groups {
  if (!mention) return [];
  if ('column' in mention) {
    const name = field(mention.column);
    const alternatives = name === undefined ? undefined : modelled(name, mention.text, runtime, calculation);
    return alternatives && alternatives.length > 0 ? [alternatives] : [];
  }
  const inner = (part: Mention): Groups => rawGroups(part, runtime, field, calculation);
  if ('all' in mention) return mention.all.flatMap(inner);
  const alternatives = mention.any.map((part) => inner(part)[0]);
  return alternatives.length > 0 && alternatives.every((group) => group !== undefined) ? [alternatives.flat()] : [];
}

function modelled(
  name: string,
  text: string,
  runtime: ProfileRuntime,
  calculation: (name: string) => Expression | undefined,
): Alternatives {
  const expression = calculation(name);
  return expression
    ? throughExpression(expression, text, (column) => searched(column, text, runtime))
    : searched(name, text, runtime);
}

/** Fields that an event has without holding their text: metadata, default fields, event types, tags. */
const isGiven = (name: string): boolean =>
  INDEXED.has(name) ||
  Object.hasOwn(DEFAULT_FIELDS, name) ||
  name === 'eventtype' ||
  name === 'tag' ||
  name.startsWith('tag::');

/** A field as a search sees it. */
function searched(name: string, text: string, runtime: ProfileRuntime): Alternatives {
  if (name === '_raw') return plain(text);
  if (isGiven(name)) return undefined;
  if (runtime.lookups.some(({ outputs }) => outputs.has(name))) return undefined;
  if (runtime.profile.calculated.has(name)) {
    const expression = runtime.calculated(name);
    return expression && throughExpression(expression, text, (column) => aliased(column, text, runtime));
  }
  return aliased(name, text, runtime);
}

function aliased(name: string, text: string, runtime: ProfileRuntime, limit?: number): Alternatives {
  if (isGiven(name)) return undefined;
  const { aliases } = runtime.profile;
  for (let at = (limit ?? aliases.length) - 1; at >= 0; at -= 1) {
    const alias = aliases[at];
    if (alias?.to !== name) continue;
    const from = aliased(alias.from, text, runtime, at);
    if (!alias.keepsExisting) return from;
    const before = aliased(name, text, runtime, at);
    return from && before && [...from, ...before];
  }
  return extracted(name, text, runtime) ? plain(text, hasJson(name, runtime)) : undefined;
}

/** Whether every way in which a field may be extracted copies the event's text. */
function extracted(name: string, text: string, runtime: ProfileRuntime, depth = 0): boolean {
  const { extractions } = runtime.profile;
  const producers = runtime.producers(name).map((at) => extractions[at] as Extraction);
  if (producers.length === 0 || depth > 8) return false;
  return producers.every(
    ({ verbatim, sourceKey }) => verbatim && (sourceKey === '_raw' || extracted(sourceKey, text, runtime, depth + 1)),
  );
}

const hasJson = (name: string, runtime: ProfileRuntime): boolean =>
  runtime.producers(name).some((at) => (runtime.profile.extractions[at] as Extraction).name.startsWith('KV_MODE'));

/** The longest run of characters that every format writes as they are: tables double quotation marks. */
function plain(text: string, escaped = false): Alternatives {
  let longest = '';
  for (const [run] of text.matchAll(escaped ? /[A-Za-z0-9_.:-]+/g : /[ !\x23-\x7e]+/g)) {
    if (run.length > longest.length) longest = run;
  }
  if (longest.length < SHORTEST) return undefined;
  return escaped ? [longest, JSON_ESCAPE] : [longest];
}

/** Functions whose result is one of these arguments, or a part of one: from the position given, in steps. */
const CHOOSING: Readonly<Record<string, { readonly from: number; readonly step: number; readonly to?: number }>> = {
  'spl.if': { from: 1, step: 1 },
  'spl.case': { from: 1, step: 2 },
  'spl.coalesce': { from: 0, step: 1 },
  'spl.lower': { from: 0, step: 1 },
  'spl.upper': { from: 0, step: 1 },
  'spl.null': { from: 0, step: 1 },
  'spl.nullif': { from: 0, step: 1, to: 1 },
  'spl.mvindex': { from: 0, step: 1, to: 1 },
  'spl.split': { from: 0, step: 1, to: 1 },
  'spl.trim': { from: 0, step: 1, to: 1 },
  'spl.ltrim': { from: 0, step: 1, to: 1 },
  'spl.rtrim': { from: 0, step: 1, to: 1 },
  'spl.substr': { from: 0, step: 1, to: 1 },
};

/** The first word of a text, as the data model of endpoints takes a process' name from its command line. */
const FIRST_WORD = '^\\s*([^\\s]+).*';

/** What one of the values that an expression may choose must mention. */
function throughExpression(
  expression: Expression,
  text: string,
  ofColumn: (column: string) => Alternatives,
): Alternatives {
  switch (expression.kind) {
    case 'column':
      return ofColumn(expression.name);
    case 'literal':
      return String(expression.value ?? '')
        .toLowerCase()
        .includes(text.toLowerCase())
        ? undefined
        : [];
    case 'call': {
      if (isFirstWord(expression)) return throughExpression(expression.arguments[0] as Expression, text, ofColumn);
      const shape = Object.hasOwn(CHOOSING, expression.function) ? CHOOSING[expression.function] : undefined;
      if (!shape) return undefined;
      const alternatives: string[] = [];
      for (let at = shape.from; at < (shape.to ?? expression.arguments.length); at += shape.step) {
        const found = throughExpression(expression.arguments[at] as Expression, text, ofColumn);
        if (!found) return undefined;
        append(alternatives, found);
      }
      return alternatives;
    }
    default:
      return undefined;
  }
}

/** What it leaves is copied in one piece, or begins on a later line. */
function isFirstWord({ function: name, arguments: args }: CallExpression): boolean {
  const [, pattern, replacement] = args;
  return (
    name === 'spl.replace' &&
    pattern?.kind === 'literal' &&
    pattern.value === FIRST_WORD &&
    replacement?.kind === 'literal' &&
    replacement.value === '\\1'
  );
}
