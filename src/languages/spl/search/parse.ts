import { type Cursor, unescapeQuoted } from '../cursor.ts';
import { parseSubsearch } from '../pipeline.ts';
import { SplProblem } from '../problems.ts';
import type { CompareNode, CompareOperator, SearchNode } from './nodes.ts';

const DEPTH_LIMIT = 200;
/** An operator that lacks a term on one of its sides. */
const lonely = (operator: string, start: number): SplProblem =>
  new SplProblem(
    'syntax-error',
    `A search term is missing beside ${operator}.`,
    start,
    start + operator.length,
    operator === 'NOT' ? 'A term stands behind NOT.' : `A term stands on both sides of ${operator}.`,
  );

const OPERATOR = /!=|<=|>=|=|<|>/y;

/**
 * Search expressions. Parentheses bind first, then NOT, then OR, then AND, written or implied. The operators are written
 * in capitals; in small letters they are words to be found.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/search-manual/10.0/expressions-and-predicates/boolean-expressions
 *
 * @param stops words that end the expression (`BY` in tstats), upper case.
 */
export function parseSearchExpression(cursor: Cursor, stops: readonly string[] = []): SearchNode {
  return new SearchParser(cursor, stops).parse();
}

class SearchParser {
  readonly #cursor: Cursor;
  readonly #stops: readonly string[];
  #depth = 0;

  constructor(cursor: Cursor, stops: readonly string[]) {
    this.#cursor = cursor;
    this.#stops = stops;
  }

  /** expression := disjunction ([AND] disjunction)*; nothing at all is every event. */
  parse(): SearchNode {
    const terms: SearchNode[] = [];
    while (!this.#atEnd()) {
      const start = this.#cursor.at;
      if (this.#cursor.takeWord('AND')) {
        if (terms.length === 0 || this.#atEnd()) throw lonely('AND', start);
        continue;
      }
      terms.push(this.#disjunction());
    }
    if (terms.length === 0) return { kind: 'all' };
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'and', terms };
  }

  /** disjunction := negation (OR negation)* */
  #disjunction(): SearchNode {
    this.#cursor.skipSpace();
    if (this.#cursor.match(/OR(?![\w.])/y)) throw lonely('OR', this.#cursor.at);
    const terms = [this.#negation()];
    for (;;) {
      this.#cursor.skipSpace();
      const start = this.#cursor.at;
      if (!this.#cursor.takeWord('OR')) break;
      if (this.#atEnd() || this.#cursor.match(/(?:OR|AND)(?![\w.])/y)) throw lonely('OR', start);
      terms.push(this.#negation());
    }
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'or', terms };
  }

  /** negation := NOT negation | primary */
  #negation(): SearchNode {
    if (this.#cursor.match(/NOT(?=[\s("[])/y)) {
      const start = this.#cursor.at;
      this.#cursor.takeWord('NOT');
      if (this.#atEnd()) throw lonely('NOT', start);
      return { kind: 'not', term: this.#nested(() => this.#negation()) };
    }
    return this.#primary();
  }

  #primary(): SearchNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.peek() === '(') {
      const open = cursor.at;
      cursor.take('(');
      const inner = this.#nested(() => this.parse());
      cursor.close(open);
      return inner;
    }
    if (cursor.peek() === '[') {
      const start = cursor.at;
      const subsearch = parseSubsearch(cursor);
      return { kind: 'subsearch', subsearch, start, end: cursor.at };
    }
    const start = cursor.at;
    const directive = this.#directive();
    if (directive) return { kind: 'text', ...directive, start, end: cursor.at };
    return this.#fieldOrText();
  }

  /** `TERM(…)` or `CASE(…)`. */
  #directive(): { readonly text: string; readonly mode: 'term' | 'case' } | undefined {
    const found = this.#cursor.takeMatch(/(TERM|CASE)\(\s*("(?:[^"\\]|\\.)*"|[^)]*)\s*\)/y);
    if (!found) return undefined;
    const written = (found[2] ?? '').trim();
    const quoted = /^"([\s\S]*)"$/.exec(written)?.[1];
    const text = quoted === undefined ? written : unescapeQuoted(quoted);
    return { text, mode: found[1] === 'TERM' ? 'term' : 'case' };
  }

  /** field operator value | field [NOT] IN (values) | field::value | text */
  #fieldOrText(): SearchNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const start = cursor.at;
    const quoted = cursor.takeQuoted();
    const name = quoted ?? cursor.takeMatch(/[^\s"()[\]|=<>!,]+(?:![^=\s"()[\]|<>,]+)*/y)?.[0];
    if (name === undefined) return this.#missing();
    const nameEnd = cursor.at;
    const operator = cursor.takeMatch(OPERATOR)?.[0];
    if (operator !== undefined) return this.#comparison(name, operator as CompareOperator, start);
    const listed = cursor.takeMatch(/(NOT\s+)?IN(?=\s*\()/iy);
    if (listed) {
      const term = this.#in(name, start);
      return listed[1] === undefined ? term : { kind: 'not', term };
    }
    if (cursor.match(/IN\s+[^\s=]/y)) {
      cursor.takeWord('IN');
      cursor.fail('Expected "("', `The values of IN stand in parentheses: ${name} IN (a, b).`);
    }
    cursor.at = nameEnd;
    const indexed = quoted === undefined ? /^([\w.-]+)::(.+)$/s.exec(name) : null;
    if (indexed) {
      return { kind: 'compare', field: indexed[1] ?? '', operator: '=', value: indexed[2] ?? '', start, end: nameEnd };
    }
    if (name === '*') return { kind: 'all' };
    return { kind: 'text', text: quoted ?? unescapeQuoted(name), mode: 'word', start, end: nameEnd };
  }

  #comparison(field: string, operator: CompareOperator, start: number): SearchNode {
    const { at } = this.#cursor;
    if (this.#cursor.peek() === '=' && operator === '=') {
      throw new SplProblem(
        'unsupported-syntax',
        '"==" is no documented operator of a search.',
        at - 1,
        at + 1,
        'In a search one = compares; == is for eval and where.',
      );
    }
    const value = this.#value(/(?:\\"|[^\s"()[\]|])+/y);
    return { kind: 'compare', field, operator, ...value, start, end: this.#cursor.at };
  }

  #missing(): never {
    const cursor = this.#cursor;
    const found = cursor.peek();
    const hint =
      found === ','
        ? 'Terms are separated by blanks; commas separate values inside of IN (…) alone.'
        : /[=<>!]/.test(found)
          ? 'A comparison has a field on its left: field=value.'
          : 'A word, a text in quotes or a comparison stands here.';
    return cursor.fail('Expected a search term', hint);
  }

  #in(field: string, start: number): SearchNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const open = cursor.at;
    cursor.expect('(');
    const terms: SearchNode[] = [];
    cursor.skipSpaceAndCommas();
    while (!cursor.done && cursor.peek() !== ')') {
      const from = cursor.at;
      const value = this.#value(/(?:\\"|[^\s"()[\]|,])+/y);
      terms.push({ kind: 'compare', field, operator: '=', ...value, start: from, end: cursor.at });
      cursor.skipSpaceAndCommas();
    }
    cursor.close(open);
    if (terms.length === 0) {
      throw new SplProblem('syntax-error', 'The list of IN is empty.', start, cursor.at, 'Write at least one value.');
    }
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'or', terms };
  }

  /** A value: quoted, bare up to a blank or bracket, or `CASE(…)`. */
  #value(bare: RegExp): Pick<CompareNode, 'value' | 'cased'> {
    const cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.peek() === '"') {
      const text = cursor.takeQuoted() ?? '';
      const glued =
        cursor.at < cursor.end && /[^\s()[\]|,"]/.test(cursor.peek()) ? (cursor.takeMatch(bare)?.[0] ?? '') : '';
      return { value: text + unescapeQuoted(glued) };
    }
    const { at } = cursor;
    const directive = this.#directive();
    if (directive?.mode === 'case') return { value: directive.text, cased: true };
    if (directive) {
      throw new SplProblem(
        'unsupported-syntax',
        'TERM() as the value of a field is not supported.',
        at,
        cursor.at,
        'Write TERM() alone, or the value without it.',
      );
    }
    const word = cursor.takeMatch(bare)?.[0];
    if (word === undefined) return cursor.fail('Expected a value', 'An empty value is written "", any value *.');
    return { value: unescapeQuoted(word) };
  }

  #atEnd(): boolean {
    if (this.#cursor.done) return true;
    const next = this.#cursor.peek();
    if (next === ')' || next === ']' || next === '|') return true;
    return this.#stops.some((stop) => this.#cursor.peekKeyword(stop));
  }

  #nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) {
      const { at } = this.#cursor;
      throw new SplProblem('unsupported-syntax', 'The search is nested too deeply.', at, at + 1);
    }
    const result = parse();
    this.#depth -= 1;
    return result;
  }
}
