import { type Assertion, type RegexNode, type RegexSyntax, RegexSyntaxError, type SetNode } from './syntax.ts';

/** What the pattern asks of a JavaScript expression. */
export interface JavaScriptPattern {
  readonly source: string;
  readonly flags: string;
}

/** Unicode's word characters, as the vendor's page defines them. */
const WORD = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`;
const ASCII_WORD = '[0-9A-Za-z_]';

interface Mode {
  /** Whether the texts to search hold ASCII characters alone: classes are then short, and `\b` is JavaScript's own. */
  readonly ascii: boolean;
  /** Whether all pieces ignore case, so that a flag can say it. */
  readonly flagged: boolean;
}

/** Undefined when no JavaScript expression is known to mean the same. */
export function emitJavaScript(syntax: RegexSyntax, ascii: boolean): JavaScriptPattern | undefined {
  const cases = new Set<boolean>();
  let plain = true;
  visit(syntax.root, (node) => {
    if (node.kind === 'character') {
      if (hasCase(node.code)) cases.add(node.ignoreCase);
      if (node.code > 127) plain = false;
    } else if (node.kind === 'class') {
      cases.add(node.ignoreCase);
      if (!isPlainSet(node.set)) plain = false;
    }
  });
  if (cases.size > 1) return undefined;
  const mode: Mode = { ascii, flagged: true };
  const ignoreCase = cases.has(true) ? 'i' : '';
  return { source: emit(syntax.root, mode, ascii && plain), flags: `${ignoreCase}${ascii && plain ? '' : 'v'}` };
}

export function visit(node: RegexNode, look: (node: RegexNode) => void): void {
  look(node);
  if (node.kind === 'sequence' || node.kind === 'alternatives') for (const item of node.items) visit(item, look);
  else if (node.kind === 'repeat' || node.kind === 'group') visit(node.item, look);
}

function hasCase(code: number): boolean {
  const text = String.fromCodePoint(code);
  return text.toLowerCase() !== text.toUpperCase();
}

/** A class that JavaScript without the `v` flag can write down. */
function isPlainSet(set: SetNode): boolean {
  switch (set.kind) {
    case 'range':
      return set.to < 128;
    case 'perl':
      return true;
    case 'union':
      return set.items.every((item) => isPlainSet(item) && !(item.kind === 'union' && item.negated));
    default:
      return false;
  }
}

function emit(node: RegexNode, mode: Mode, plain: boolean): string {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'character':
      return characterText(node.code, plain);
    case 'any':
      return node.newLine ? '[\\s\\S]' : '[^\\n]';
    case 'class':
      return plain ? plainClass(node.set) : classText(node.set, mode.ascii || node.ascii);
    case 'sequence':
      return node.items
        .map((item) => (item.kind === 'alternatives' ? `(?:${emit(item, mode, plain)})` : emit(item, mode, plain)))
        .join('');
    case 'alternatives':
      return node.items.map((item) => emit(item, mode, plain)).join('|');
    case 'group':
      return `(${emit(node.item, mode, plain)})`;
    case 'assertion':
      return assertionText(node.what, mode.ascii, node.ascii);
    case 'repeat': {
      const inner = emit(node.item, mode, plain);
      const single = ['character', 'any', 'class', 'group'].includes(node.item.kind) ? inner : `(?:${inner})`;
      return `${single}${countText(node.min, node.max)}${node.lazy ? '?' : ''}`;
    }
  }
}

export function countText(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function characterText(code: number, plain: boolean): string {
  const text = String.fromCodePoint(code);
  if (/[0-9A-Za-z_]/.test(text)) return text;
  return plain ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function plainClass(set: SetNode): string {
  if (set.kind === 'perl') return `\\${set.negated ? set.letter.toUpperCase() : set.letter}`;
  const negated = negation(set);
  return `[${negated ? '^' : ''}${plainItems(set)}]`;
}

/** Whether the outermost union is negated; a union of one is that one. */
function negation(set: SetNode): boolean {
  if (set.kind !== 'union') return false;
  const [only] = set.items;
  return set.items.length === 1 && only?.kind === 'union' ? set.negated !== negation(only) : set.negated;
}

function plainItems(set: SetNode): string {
  switch (set.kind) {
    case 'range':
      return set.from === set.to
        ? characterText(set.from, true)
        : `${characterText(set.from, true)}-${characterText(set.to, true)}`;
    case 'perl':
      return `\\${set.negated ? set.letter.toUpperCase() : set.letter}`;
    case 'union':
      return set.items.map(plainItems).join('');
    default:
      throw new RegexSyntaxError('A class is not plain.');
  }
}

function perlText(letter: 'd' | 's' | 'w', negated: boolean, ascii: boolean): string {
  if (ascii) {
    const items = { d: '0-9', s: '\\t-\\r ', w: '0-9A-Za-z_' }[letter];
    return `[${negated ? '^' : ''}${items}]`;
  }
  if (letter === 'w') return negated ? `[^${WORD}]` : WORD;
  const property = letter === 'd' ? 'Nd' : 'White_Space';
  return `\\${negated ? 'P' : 'p'}{${property}}`;
}

/** A class in the notation of the `v` flag. */
function classText(set: SetNode, ascii: boolean): string {
  switch (set.kind) {
    case 'range': {
      const from = characterText(set.from, false);
      return set.from === set.to ? `[${from}]` : `[${from}-${characterText(set.to, false)}]`;
    }
    case 'perl':
      return perlText(set.letter, set.negated, ascii);
    case 'property':
      return `\\${set.negated ? 'P' : 'p'}{${set.name}}`;
    case 'union':
      return `[${set.negated ? '^' : ''}${set.items.map((item) => classText(item, ascii)).join('')}]`;
    case 'operation': {
      const left = classText(set.left, ascii);
      const right = classText(set.right, ascii);
      return set.operator === '~~' ? `[[${left}--${right}][${right}--${left}]]` : `[${left}${set.operator}${right}]`;
    }
  }
}

function assertionText(what: Assertion, asciiText: boolean, asciiWords: boolean): string {
  const word = asciiText || asciiWords ? ASCII_WORD : WORD;
  switch (what) {
    case 'text-start':
      return '^';
    case 'text-end':
      return '$';
    case 'line-start':
      return '(?<![^\\n])';
    case 'line-end':
      return '(?![^\\n])';
    case 'word-boundary':
      return asciiText || asciiWords ? '\\b' : `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    case 'not-word-boundary':
      return asciiText || asciiWords ? '\\B' : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
    case 'word-start':
      return `(?<!${word})(?=${word})`;
    case 'word-end':
      return `(?<=${word})(?!${word})`;
    case 'word-start-half':
      return `(?<!${word})`;
    case 'word-end-half':
      return `(?!${word})`;
  }
}
