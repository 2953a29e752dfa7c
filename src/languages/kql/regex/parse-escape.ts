import { RegexSyntaxError } from './syntax.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** An escape that stands for a character or a class; `at` is behind the backslash. */
export function parseEscape(source: string, at: number) {
  const letter = source[at] ?? '';
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const code = match(
    /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[xuU]\{([0-9a-fA-F]{1,8})\}|(0[0-7]{0,2}|[0-7]{2,3})/y,
  );
  if (code) {
    const digits = code[1] ?? code[2] ?? code[3] ?? code[4];
    const value = digits === undefined ? Number.parseInt(code[5] as string, 8) : Number.parseInt(digits, 16);
    if (value > 0x10ffff) throw new RegexSyntaxError(`"\\${code[0]}" is no character.`);
    return { set: { kind: 'range', from: value, to: value } as const, end: at + code[0].length };
  }
  if (/[dDsSwW]/.test(letter)) {
    const negated = letter !== letter.toLowerCase();
    return { set: { kind: 'perl', letter: letter.toLowerCase() as 'd' | 's' | 'w', negated } as const, end: at + 1 };
  }
  const property = match(/[pP](?:\{(\^?)([^}]*)\}|([A-Za-z]))/y);
  if (property) {
    const negated = (letter === 'P') !== (property[1] === '^');
    const name = parsePropertyName(property[2] ?? property[3] ?? '');
    return { set: { kind: 'property', name, negated } as const, end: at + property[0].length };
  }
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { set: { kind: 'range', from: simple, to: simple } as const, end: at + 1 };
  const value = source.codePointAt(at) as number;
  if (/[0-9A-Za-z<>]/.test(letter) || value > 127) {
    throw new RegexSyntaxError(
      /[1-9k]/.test(letter)
        ? 'Back-references are not part of the language.'
        : `"\\${letter}" is not part of the language.`,
    );
  }
  return { set: { kind: 'range', from: value, to: value } as const, end: at + 1 };
}

const CATEGORY_NAMES: Readonly<Record<string, string>> = {
  letter: 'L',
  mark: 'M',
  number: 'N',
  punctuation: 'P',
  symbol: 'S',
  separator: 'Z',
  other: 'C',
};

/** The name of a Unicode class as JavaScript spells it; throws when there is none. */
function parsePropertyName(name: string): string {
  const plain = name.replaceAll(' ', '_');
  const category = CATEGORY_NAMES[plain.toLowerCase()];
  const titled = plain.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => gap + letter.toUpperCase());
  const candidates = category ? [category] : [plain, titled, `Script=${titled}`, `General_Category=${titled}`];
  const known = candidates.find((candidate) => {
    try {
      return new RegExp(`\\p{${candidate}}`, 'v') !== undefined;
    } catch {
      return false;
    }
  });
  if (known === undefined) throw new RegexSyntaxError(`There is no Unicode class "${name}".`);
  return known;
}
