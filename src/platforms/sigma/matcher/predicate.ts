import { someText, textsOf } from '../../../languages/sigma/cell.ts';
import { literalsOf, TEXT_FUNCTIONS } from '../../../languages/sigma/functions/text.ts';
import { longestText, parsePattern } from '../../../languages/sigma/pattern.ts';
import type { CallExpression, Expression } from '../../../plan/expression.ts';
import type { Value } from '../../../table/value.ts';
import { type Anchor, type Automaton, AutomatonBuilder } from './automaton.ts';

const ANCHORS: Readonly<Record<string, Anchor>> = {
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

/** What the field must contain for the predicate to hold, as one that an automaton can answer. */
export function gateOf(expression: CallExpression): LiteralPredicate | undefined {
  const [field] = expression.arguments;
  if (field?.kind !== 'column' || !TEXT_FUNCTIONS.includes(expression.function)) return undefined;
  const values = literalsOf(expression.arguments).map((value) =>
    (expression.function === 'sigma.like' ? longestText(parsePattern(value)) : value).toLowerCase(),
  );
  return values.some((value) => value === '') ? undefined : { column: field.name, function: 'sigma.contains', values };
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
    this.#search ??= this.#built();
    const search = this.#search;
    if (typeof cell === 'string') search.scan(cell, found);
    else if (textsOf(cell) !== undefined) {
      someText(cell, (text) => {
        search.scan(text, found);
        return false;
      });
    }
  }

  #built(): LiteralSearch {
    const search = new LiteralSearch();
    for (const { predicate, id } of this.#predicates) search.add(predicate, id);
    return search;
  }
}

/** Finds literals in a text: equal ones by a map, all others by an automaton. */
class LiteralSearch {
  readonly #builder = new AutomatonBuilder();
  readonly #equals = new Map<string, number[]>();
  /** Predicates that any text satisfies: those with an empty literal. */
  readonly #anyText: number[] = [];
  #hasAnchored = false;
  #automaton: Automaton | undefined;

  add(predicate: LiteralPredicate, id: number): void {
    const anchor = ANCHORS[predicate.function];
    for (const value of predicate.values) {
      if (!anchor) {
        const ids = this.#equals.get(value);
        if (ids) ids.push(id);
        else this.#equals.set(value, [id]);
      } else if (value === '') this.#anyText.push(id);
      else {
        this.#hasAnchored = true;
        this.#builder.add(value, anchor, id);
      }
    }
  }

  scan(text: string, found: (id: number) => void): void {
    const lower = text.toLowerCase();
    const equal = this.#equals.get(lower);
    if (equal) for (const id of equal) found(id);
    for (const id of this.#anyText) found(id);
    if (!this.#hasAnchored) return;
    this.#automaton ??= this.#builder.build();
    this.#automaton.scan(lower, found);
  }
}
