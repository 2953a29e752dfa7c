import type { CallExpression, Expression } from '../../plan/expression.ts';
import type { LoweredQuery } from '../../plan/plan.ts';
import { alternativesOf } from '../explain/conjuncts.ts';
import { verbatim } from '../explain/describe.ts';
import { visit } from '../plan-reads.ts';
import { literalEdits } from './literal-edits.ts';
import type { Edit } from './model.ts';
import { largest, smallest } from '../../util/append.ts';

/** How a language writes what always holds, what never holds, and what must not hold. */
interface Dialect {
  readonly always: string;
  readonly never: string;
  not(clause: string): string;
}

const SEARCH: Dialect = { always: '*', never: 'NOT *', not: (clause) => `NOT (${clause})` };
const EVAL: Dialect = { always: '1=1', never: '1=0', not: (clause) => `NOT (${clause})` };
const KQL: Dialect = { always: 'true', never: 'false', not: (clause) => `not(${clause})` };

const CONJUNCTION = /^[a-z]+\.(?:search-)?and$/;
const NEGATION = /^[a-z]+\.(?:search-)?not$/;
const ORDER = /^[a-z]+\.(?:less|greater)(?:-or-equal)?$|between$/;

/** What may be changed in the conditions of a query: each clause left out and negated, each literal, each threshold. */
export function queryEdits({ plan, language }: LoweredQuery, text: string): readonly Edit[] {
  const edits = new Map<string, Edit>();
  const editor = new Editor(text, language, (edit) => {
    const key = `${edit.start} ${edit.end} ${edit.replacement}`;
    if (!edits.has(key)) edits.set(key, edit);
  });
  visit(plan, (node) => {
    if (node['op'] === 'Filter') editor.clause(node['predicate'] as Expression, 'all');
    const options = node['options'];
    if (node['function'] === 'spl.subsearch-filter') {
      editor.clause((options as { readonly predicate: Expression }).predicate, 'all');
    }
    if (node['op'] === 'Aggregate') {
      for (const { arguments: args } of node['aggregates'] as readonly { readonly arguments: readonly Expression[] }[])
        for (const argument of args) editor.literals(argument, false);
    }
    if (node['op'] === 'Extend') {
      for (const { expression } of node['columns'] as readonly { readonly expression: Expression }[])
        editor.conditions(expression);
    }
  });
  return [...edits.values()].sort((left, right) => left.start - right.start || left.end - right.end);
}

class Editor {
  readonly #text: string;
  readonly #language: LoweredQuery['language'];
  readonly #add: (edit: Edit) => void;

  constructor(text: string, language: LoweredQuery['language'], add: (edit: Edit) => void) {
    this.#text = text;
    this.#language = language;
    this.#add = add;
  }

  /** A condition among others that must all hold, or of which any may. */
  clause(given: Expression, among: 'all' | 'any'): void {
    const expression = this.#placed(given);
    const isWritten = verbatim(expression, this.#text) !== undefined;
    if (expression.kind === 'call' && CONJUNCTION.test(expression.function)) {
      for (const part of expression.arguments) this.clause(part, 'all');
      if (among === 'any' && isWritten) this.#without(expression, among);
      return;
    }
    if (isWritten) {
      this.#without(expression, among);
      this.#replace(expression, 'negated', (clause, dialect) => dialect.not(clause));
    }
    const { span } = expression;
    if (span && isWritten && this.#isList(this.#text.slice(span.start, span.end)))
      return this.#listLiterals(span.start, span.end);
    const alternatives = alternativesOf(expression);
    if (alternatives.length > 0) for (const part of alternatives) this.clause(part, 'any');
    else if (expression.kind === 'call' && NEGATION.test(expression.function))
      for (const part of expression.arguments) this.inner(part);
    else this.literals(expression, false);
  }

  /** What stands under a negation: its parts count too, but leaving it out is leaving the negation out. */
  inner(expression: Expression): void {
    const joined = expression.kind === 'call' && CONJUNCTION.test(expression.function) ? expression.arguments : [];
    const alternatives = alternativesOf(expression);
    if (joined.length > 0) for (const part of joined) this.clause(part, 'all');
    else if (alternatives.length > 0) for (const part of alternatives) this.clause(part, 'any');
    else if (expression.span && this.#isList(this.#text.slice(expression.span.start, expression.span.end)))
      this.#listLiterals(expression.span.start, expression.span.end);
    else this.literals(expression, false);
  }

  /** Conditions inside an expression: `iff(a > 5, …)`. */
  conditions(expression: Expression): void {
    if (expression.kind !== 'call') return;
    if (/^[a-z]+\.(?:if|iff|case)$/.test(expression.function)) {
      expression.arguments.forEach((argument, at) => {
        if (at % 2 === 0 && at < expression.arguments.length - 1) this.clause(argument, 'all');
      });
    } else for (const argument of expression.arguments) this.conditions(argument);
  }

  literals(expression: Expression, isBound: boolean): void {
    const { span } = expression;
    if (expression.kind === 'literal' && span && verbatim(expression, this.#text) !== undefined) {
      for (const edit of literalEdits(this.#text, span.start, span.end, isBound)) this.#add(edit);
    }
    if (expression.kind !== 'call') return;
    if (/^spl\.search-(?:compare|text)$/.test(expression.function)) return this.#searchTerm(expression);
    const bound = ORDER.test(expression.function);
    for (const argument of expression.arguments) this.literals(argument, bound || isBound);
  }

  /** With a place: terms of a search that OR and NOT join have theirs from what they join. */
  #placed(expression: Expression): Expression {
    if (expression.span || expression.kind !== 'call' || !/^spl\.search-(?:and|or|not)$/.test(expression.function))
      return expression;
    const parts = expression.arguments.map((part) => this.#placed(part));
    if (parts.some((part) => verbatim(part, this.#text) === undefined)) return expression;
    const start = smallest(parts.map(({ span }) => span?.start ?? 0));
    const end = largest(parts.map(({ span }) => span?.end ?? 0));
    if (expression.function !== 'spl.search-not') return { ...expression, span: balanced(this.#text, start, end) };
    const not = /\bNOT\s*$/i.exec(this.#text.slice(0, widened(this.#text, start, end).start));
    if (!not) return expression;
    return { ...expression, span: { start: not.index, end: widened(this.#text, start, end).end } };
  }

  #searchTerm({ span, function: name }: CallExpression): void {
    if (!span) return;
    const written = this.#text.slice(span.start, span.end);
    if (this.#isList(written)) return this.#listLiterals(span.start, span.end);
    const [, head = '', operator = ''] =
      name === 'spl.search-text' ? ['', '', ''] : (/^([^=<>!]*?\s*(!=|<=|>=|=|<|>|::)\s*)/.exec(written) ?? []);
    const start = span.start + (head === '' ? 0 : head.length);
    if (this.#text.slice(start, span.end) === '*') return;
    for (const edit of literalEdits(this.#text, start, span.end, /[<>]/.test(operator))) this.#add(edit);
  }

  /** `field IN (a, b)` of a search. */
  #isList(written: string): boolean {
    return this.#language === 'spl' && /^\S+\s+(?:NOT\s+)?IN\s*\(/i.test(written);
  }

  #listLiterals(start: number, end: number): void {
    const open = this.#text.indexOf('(', start);
    for (const match of this.#text.slice(open + 1, end - 1).matchAll(/"(?:[^"\\]|\\.)*"|[^\s,]+/g)) {
      const at = open + 1 + match.index;
      for (const edit of literalEdits(this.#text, at, at + match[0].length, false)) this.#add(edit);
    }
  }

  #without(expression: Expression, among: 'all' | 'any'): void {
    this.#replace(expression, 'dropped', (_, dialect) => (among === 'all' ? dialect.always : dialect.never));
  }

  #replace(expression: Expression, kind: Edit['kind'], change: (clause: string, dialect: Dialect) => string): void {
    const { span } = expression;
    if (!span) return;
    const written = this.#text.slice(span.start, span.end);
    const replacement = change(written, this.#dialect(expression, written));
    this.#add({ kind, start: span.start, end: span.end, replacement });
  }

  #dialect(expression: Expression, written: string): Dialect {
    if (this.#language === 'kql') return KQL;
    const isSearch =
      (expression.kind === 'call' && expression.function.startsWith('spl.search-')) ||
      /^_?(?:index_)?(?:earliest|latest)\s*=/.test(written);
    return isSearch ? SEARCH : EVAL;
  }
}

/** A place with the parentheses around it, where it stands in some. */
function widened(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  const open = /\(\s*$/.exec(text.slice(0, start));
  const close = /^\s*\)/.exec(text.slice(end));
  return open && close ? widened(text, open.index, end + close[0].length) : { start, end };
}

/** A place whose own parentheses are all closed: what it joins may begin or end inside of some. */
function balanced(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  let [from, to] = [start, end];
  for (let round = 0; round < 16; round += 1) {
    const missing = unclosed(text.slice(from, to));
    if (missing.opened === 0 && missing.closed === 0) break;
    const before = missing.closed > 0 ? /\(\s*$/.exec(text.slice(0, from)) : null;
    const after = missing.opened > 0 ? /^\s*\)/.exec(text.slice(to)) : null;
    if (!before && !after) break;
    if (before) from = before.index;
    if (after) to += after[0].length;
  }
  return { start: from, end: to };
}

function unclosed(text: string): { readonly opened: number; readonly closed: number } {
  let [opened, closed] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[()]/g)) {
    if (token === '(') opened += 1;
    else if (token === ')' && opened > 0) opened -= 1;
    else if (token === ')') closed += 1;
  }
  return { opened, closed };
}
