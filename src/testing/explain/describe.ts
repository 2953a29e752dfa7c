import type { Expression } from '../../plan/expression.ts';

/** Functions that people write between their arguments, by their name without the language. */
const INFIX: Readonly<Record<string, string>> = {
  and: 'and',
  or: 'or',
  equals: '=',
  'not-equals': '!=',
  'equals-ci': '=~',
  'not-equals-ci': '!~',
  less: '<',
  'less-or-equal': '<=',
  greater: '>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  'greater-or-equal': '>=',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  'search-and': 'AND',
  'search-or': 'OR',
};

/** The text matches of KQL and Sigma read well between field and value. */
const BETWEEN =
  /^(?:not-)?(?:has(?:prefix|suffix|-any|-all)?|contains|startswith|endswith|in|like|re|cidr)(?:-(?:cs|ci))?$/;

/** The condition as its author wrote it; in words of ours where it stands in no text of theirs. */
export function describePredicate(expression: Expression, text: string): string {
  return verbatim(expression, text) ?? describe(expression);
}

/** What the author wrote, unless the place is the call of a macro or function in which the expression stands. */
export function verbatim(expression: Expression, text: string): string | undefined {
  const { span } = expression;
  if (!span || span.end > text.length || span.end <= span.start) return undefined;
  const written = text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();
  if (written === '' || (written.startsWith('`') && written.endsWith('`'))) return undefined;
  return isCallAround(written, expression) ? undefined : written;
}

/** `imDns(domain_has_any=…)` is the place of every expression in that function's body. */
function isCallAround(written: string, expression: Expression): boolean {
  const name = /^([A-Za-z_]\w*)\s*(?=\(|$)/.exec(written)?.[1];
  if (name === undefined || expression.kind !== 'call' || expression.function === 'spl.search-text') return false;
  const rest = written.slice(name.length).trim();
  if (rest !== '' && closingParenthesis(rest) !== rest.length - 1) return false;
  return plain(expression.function.replace(/^[a-z]+\./, '')) !== plain(name);
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function closingParenthesis(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** An expression that stands in no text of the user's: of a connector, a parser, a data model, a rule. */
export function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
    case 'variable':
      return expression.name;
    case 'literal':
      return typeof expression.value === 'string' ? JSON.stringify(expression.value) : String(expression.value);
    case 'table':
      return '[search]';
    case 'call': {
      const { arguments: args, options } = expression;
      const name = expression.function.replace(/^[a-z]+\./, '');
      const parts = args.map(describe);
      const search = searchTerm(name, parts[0] ?? '', options);
      if (search !== undefined) return search;
      if (name === 'search-not') return `NOT ${parts.join('')}`;
      const infix = INFIX[name];
      if (infix !== undefined && parts.length > 1) return parts.map(nested(args)).join(` ${infix} `);
      const [field, ...values] = parts;
      if (field !== undefined && values.length > 0 && BETWEEN.test(name)) {
        return `${field} ${name.replace(/-/g, '_')} ${values.length > 1 ? `(${values.join(', ')})` : values.join('')}`;
      }
      if (name === 'path' || name === 'cast') return parts[0] ?? '';
      return `${name}(${parts.join(', ')})`;
    }
  }
}

const nested =
  (args: readonly Expression[]) =>
  (part: string, at: number): string => {
    const inner = args[at];
    return inner?.kind === 'call' && /(?:^|[.-])(?:and|or)$/.test(inner.function) ? `(${part})` : part;
  };

/** `field=value` and words of an SPL search expression. */
function searchTerm(name: string, field: string, options: unknown): string | undefined {
  if (name === 'search-compare') {
    const { operator, value, cased } = options as { operator: string; value: string; cased?: true };
    const text = /[\s"()=]/.test(value) || value === '' ? JSON.stringify(value) : value;
    return `${field}${operator}${cased ? `CASE(${text})` : text}`;
  }
  if (name === 'search-text') return JSON.stringify((options as { readonly text: string }).text);
  return undefined;
}

/** The columns that an expression reads, each once. */
export function columnsOf(expression: Expression): readonly string[] {
  const found = new Set<string>();
  const visit = (part: Expression): void => {
    if (part.kind === 'column') found.add(part.name);
    else if (part.kind === 'call') part.arguments.forEach(visit);
  };
  visit(expression);
  return [...found];
}

/** Texts and numbers that an expression compares with. */
export function literalsOf(expression: Expression): readonly (string | number)[] {
  const found: (string | number)[] = [];
  const visit = (part: Expression): void => {
    if (part.kind === 'literal') {
      const { value } = part;
      if (typeof value === 'string' || typeof value === 'number') found.push(value);
      else if (typeof value === 'bigint') found.push(Number(value));
      else if (Array.isArray(value)) {
        for (const item of value as readonly unknown[])
          if (typeof item === 'string' || typeof item === 'number') found.push(item);
      }
    } else if (part.kind === 'call') {
      const { value, text } = (part.options ?? {}) as { readonly value?: unknown; readonly text?: unknown };
      if (typeof value === 'string') found.push(value);
      if (typeof text === 'string') found.push(text);
      part.arguments.forEach(visit);
    }
  };
  visit(expression);
  return found;
}
