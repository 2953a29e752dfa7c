import { someText, textsOf as textsOfCell } from '../../../languages/sigma/cell.ts';
import { literalsOf, TEXT_FUNCTIONS } from '../../../languages/sigma/functions/text.ts';
import { longestText, parsePattern } from '../../../languages/sigma/pattern.ts';
import type { RegexFlags } from '../../../languages/sigma/regex.ts';
import { textsOfRegex } from '../../../languages/sigma/regex-texts.ts';
import type { AutomatonTables } from '../../../data/scan/event-index.ts';
import type { CallExpression, Expression } from '../../../plan/expression.ts';
import type { Value } from '../../../table/value.ts';
import { type Anchor, type Automaton, AutomatonBuilder } from './automaton.ts';
import { append } from '../../../util/append.ts';

const ANCHORS: Readonly<Record<string, Anchor>> = {
  'sigma.equals': 'whole',
  'sigma.contains': 'anywhere',
  'sigma.startswith': 'start',
  'sigma.endswith': 'end',
};

/** A comparison of one field with literals, without regard to case: found by the automaton of its field. */
export interface LiteralPredicate {
  readonly column: string;
  readonly function: string;
  readonly values: readonly string[];
}

/** The predicate as one that an automaton can answer; undefined when it has to be evaluated. */
export function literalPredicate(expression: CallExpression): LiteralPredicate | undefined {
  const [field] = expression.arguments;
  if (field?.kind !== 'column' || !TEXT_FUNCTIONS.includes(expression.function)) return undefined;
  if (expression.function === 'sigma.like' || isCased(expression)) return undefined;
  const values = literalsOf(expression.arguments).map((value) => value.toLowerCase());
  return { column: field.name, function: expression.function, values };
}

const GATED: readonly string[] = [...TEXT_FUNCTIONS, 'sigma.re'];

/** What the field must contain for the predicate to hold, as one that an automaton can answer. */
export function gateOf(expression: CallExpression): LiteralPredicate | undefined {
  const [field] = expression.arguments;
  if (field?.kind !== 'column' || !GATED.includes(expression.function)) return undefined;
  const values: string[] = [];
  for (const value of literalsOf(expression.arguments)) {
    const texts = textsOf(expression, value);
    if (!texts) return undefined;
    append(values, texts);
  }
  return { column: field.name, function: 'sigma.contains', values };
}

/** Texts in lower case of which a field must contain one for a value of a predicate to be found in it. */
function textsOf({ function: name, options }: CallExpression, value: string): readonly string[] | undefined {
  if (name === 'sigma.re') return textsOfRegex(value, (options as { readonly flags: RegexFlags }).flags);
  const text = name === 'sigma.like' ? longestText(parsePattern(value)) : value;
  return text === '' ? undefined : [text.toLowerCase()];
}

const isCased = (expression: CallExpression): boolean =>
  (expression.options as { cased?: boolean } | undefined)?.cased === true;

export const isCall = (expression: Expression): expression is CallExpression => expression.kind === 'call';

/** All literals that are looked for in one field. What finds them is built when the field is first looked at. */
export class ColumnLiterals {
  readonly name: string;
  readonly #predicates: { readonly predicate: LiteralPredicate; readonly id: number }[] = [];
  #search: LiteralSearch | undefined;
  /** The number of the event that the field was last scanned in. */
  scanned = 0;

  constructor(name: string) {
    this.name = name;
  }

  add(predicate: LiteralPredicate, id: number): void {
    this.#predicates.push({ predicate, id });
  }

  /** Calls `found` with every predicate that holds for the cell. */
  scan(cell: Value, found: (id: number) => void): void {
    if (cell === null) return;
    const { automaton, anyText } = this.#built();
    const scanText = (text: string): boolean => {
      for (const id of anyText) found(id);
      automaton.scan(text.toLowerCase(), found);
      return false;
    };
    if (typeof cell === 'string') scanText(cell);
    else if (textsOfCell(cell) !== undefined) someText(cell, scanText);
  }

  /** What finds all of the field's predicates in bytes; undefined when some of them need more than that. */
  byteTables(): AutomatonTables | undefined {
    const { automaton, anyText } = this.#built();
    return anyText.length > 0 ? undefined : automaton.tables();
  }

  /** The predicates that hold by a hit of {@link byteTables}. */
  idsOf(code: number): readonly number[] {
    return this.#built().automaton.idsOf(code);
  }

  #built(): LiteralSearch {
    this.#search ??= searchFor(this.#predicates);
    return this.#search;
  }
}

interface LiteralSearch {
  readonly automaton: Automaton;
  /** Predicates that any text satisfies: those with an empty literal. */
  readonly anyText: readonly number[];
}

function searchFor(predicates: Iterable<{ readonly predicate: LiteralPredicate; readonly id: number }>): LiteralSearch {
  const builder = new AutomatonBuilder();
  const anyText: number[] = [];
  for (const { predicate, id } of predicates) {
    const anchor = ANCHORS[predicate.function] as Anchor;
    for (const value of predicate.values) {
      if (value === '' && anchor !== 'whole') anyText.push(id);
      else builder.add(value, anchor, id);
    }
  }
  return { automaton: builder.build(), anyText };
}
