type Mapping = Readonly<Record<string, unknown>>;

/** What stands for a part of a text that only the deployment tells. */
export const UNKNOWN_PART = '\0';

/** Expressions of parameters' defaults may name others; a template that goes round in a circle ends here. */
const NESTING_LIMIT = 8;

/**
 * The text that a value of an ARM template stands for: itself, or what an expression of texts, parameters with defaults,
 * variables, `concat`, `format`, `toLower` and `toUpper` gives. A part that is none of these is {@link UNKNOWN_PART}.
 * Undefined for what is no text.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string
 * @example armExpression("[concat('VIP', variables('kind'))]", { variables: { kind: 'Users' } }) // 'VIPUsers'
 */
export function armExpression(value: unknown, template: Mapping, depth = 0): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (!value.startsWith('[') || value.startsWith('[[')) return value.replace(/^\[\[/, '[');
  if (depth > NESTING_LIMIT || !value.endsWith(']')) return UNKNOWN_PART;
  const reader = new ExpressionReader(value.slice(1, -1), template, depth);
  return reader.whole();
}

class ExpressionReader {
  readonly #text: string;
  readonly #template: Mapping;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, template: Mapping, depth: number) {
    this.#text = text;
    this.#template = template;
    this.#depth = depth;
  }

  whole(): string {
    const text = this.#expression();
    return this.#take(/\s*$/y) === undefined ? UNKNOWN_PART : text;
  }

  /** expression := text | name '(' (expression (',' expression)*)? ')' | anything else up to the end of the argument */
  #expression(): string {
    const text = this.#take(/\s*'((?:[^']|'')*)'\s*/y);
    if (text !== undefined) return text.replace(/''/g, "'");
    const name = this.#take(/\s*([A-Za-z]\w*)\s*\(/y)?.toLowerCase();
    if (name === undefined) {
      this.#take(/([^,()]*)/y);
      return UNKNOWN_PART;
    }
    const given: string[] = [];
    while (this.#at < this.#text.length && this.#take(/\s*(\))/y) === undefined) {
      given.push(this.#expression());
      this.#take(/\s*(,)/y);
    }
    const rest = this.#take(/([^,()']*)/y)?.trim();
    return rest ? UNKNOWN_PART : this.#call(name, given);
  }

  #call(name: string, given: readonly string[]): string {
    const [first = ''] = given;
    switch (name) {
      case 'concat':
        return given.join('');
      case 'format':
        return first.replace(/\{(\d+)\}/g, (_, index: string) => given[Number(index) + 1] ?? UNKNOWN_PART);
      case 'tolower':
        return first.toLowerCase();
      case 'toupper':
        return first.toUpperCase();
      case 'variables':
        return this.#named('variables', first);
      case 'parameters':
        return this.#named('parameters', first);
      default:
        return UNKNOWN_PART;
    }
  }

  #named(kind: 'parameters' | 'variables', name: string): string {
    const own = (holder: unknown, key: string): unknown =>
      holder !== null && typeof holder === 'object' && Object.hasOwn(holder, key)
        ? (holder as Mapping)[key]
        : undefined;
    const entry = own(own(this.#template, kind), name);
    const value = kind === 'parameters' ? own(entry, 'defaultValue') : entry;
    return armExpression(value, this.#template, this.#depth + 1) ?? UNKNOWN_PART;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at += match[0].length;
    return match[1] ?? match[0];
  }
}
