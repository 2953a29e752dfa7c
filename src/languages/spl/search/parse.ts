import { type Cursor, unescapeQuoted } from '../cursor.ts';
import { parseSubsearch } from '../pipeline.ts';
import { SplProblem } from '../problems.ts';
import type { CompareOperator, SearchNode } from './nodes.ts';

const DEPTH_LIMIT = 200;
const OPERATOR = /!=|<=|>=|=|<|>/;

/**
 * Search expressions. Parentheses bind first, then NOT, then OR, then AND, written or implied.
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
      if (this.#cursor.takeKeyword('AND')) {
        if (terms.length === 0 || this.#atEnd()) this.#cursor.fail('Expected a search term beside AND');
        continue;
      }
      terms.push(this.#disjunction());
    }
    if (terms.length === 0) return { kind: 'all' };
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'and', terms };
  }

  /** disjunction := negation (OR negation)* */
  #disjunction(): SearchNode {
    const terms = [this.#negation()];
    while (this.#cursor.takeKeyword('OR')) terms.push(this.#negation());
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'or', terms };
  }

  /** negation := NOT negation | primary */
  #negation(): SearchNode {
    if (this.#cursor.match(/NOT(?=[\s("[])/i) && this.#cursor.takeKeyword('NOT')) {
      return { kind: 'not', term: this.#nested(() => this.#negation()) };
    }
    return this.#primary();
  }

  #primary(): SearchNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.peek() === '(') {
      cursor.take('(');
      const inner = this.#nested(() => this.parse());
      cursor.expect(')');
      return inner;
    }
    if (cursor.peek() === '[') {
      const start = cursor.at;
      const subsearch = parseSubsearch(cursor);
      return { kind: 'subsearch', subsearch, start, end: cursor.at };
    }
    const start = cursor.at;
    const special = cursor.takeMatch(/(TERM|CASE)\(\s*("(?:[^"\\]|\\.)*"|[^)]*)\s*\)/);
    if (special) {
      const written = (special[2] ?? '').trim();
      const quoted = /^"([\s\S]*)"$/.exec(written)?.[1];
      const text = quoted === undefined ? written : unescapeQuoted(quoted);
      return { kind: 'text', text, mode: special[1] === 'TERM' ? 'term' : 'case', start, end: cursor.at };
    }
    return this.#fieldOrText();
  }

  /** field operator value | field [NOT] IN (values) | field::value | text */
  #fieldOrText(): SearchNode {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const start = cursor.at;
    const quoted = cursor.takeQuoted();
    const name = quoted ?? cursor.takeMatch(/[^\s"()[\]|=<>!,]+(?:![^=\s"()[\]|<>,]+)*/)?.[0];
    if (name === undefined) return cursor.fail('Expected a search term');
    const nameEnd = cursor.at;
    const operator = cursor.takeMatch(OPERATOR)?.[0];
    if (operator !== undefined) return this.#comparison(name, operator as CompareOperator, start);
    if (cursor.match(/IN\s*\(/i)) {
      cursor.takeKeyword('IN');
      return this.#in(name, start);
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
    const value = this.#value(/(?:\\"|[^\s"()[\]|])+/);
    return { kind: 'compare', field, operator, value, start, end: this.#cursor.at };
  }

  #in(field: string, start: number): SearchNode {
    const cursor = this.#cursor;
    cursor.expect('(');
    const terms: SearchNode[] = [];
    cursor.skipSpaceAndCommas();
    while (cursor.peek() !== ')') {
      const from = cursor.at;
      const value = this.#value(/(?:\\"|[^\s"()[\]|,])+/);
      terms.push({ kind: 'compare', field, operator: '=', value, start: from, end: cursor.at });
      cursor.skipSpaceAndCommas();
    }
    cursor.expect(')');
    if (terms.length === 0) throw new SplProblem('syntax-error', 'The list of IN is empty.', start, cursor.at);
    return terms.length === 1 ? (terms[0] as SearchNode) : { kind: 'or', terms };
  }

  /** A value: quoted, or bare up to a blank or bracket. */
  #value(bare: RegExp): string {
    const cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.peek() === '"') {
      const text = cursor.takeQuoted() ?? '';
      const glued =
        cursor.at < cursor.end && /[^\s()[\]|,"]/.test(cursor.peek()) ? (cursor.takeMatch(bare)?.[0] ?? '') : '';
      return text + unescapeQuoted(glued);
    }
    const word = cursor.takeMatch(bare)?.[0];
    if (word === undefined) return cursor.fail('Expected a value');
    return unescapeQuoted(word);
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
      throw new SplProblem('syntax-error', 'The search is nested too deeply.', at, at + 1);
    }
    const result = parse();
    this.#depth -= 1;
    return result;
  }
}
