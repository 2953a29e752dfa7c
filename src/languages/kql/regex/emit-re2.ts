import { countText } from './emit-javascript.ts';
import type { RegexNode, SetNode } from './syntax.ts';

/** Members of the vendor's word class that are neither letters, marks, digits nor connectors. */
const OTHER_WORD = String.raw`\x{200c}\x{200d}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189}`;
const WORD = String.raw`\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}${OTHER_WORD}`;
const SPACE = String.raw`\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`;

/** The pattern in RE2's syntax; undefined when it has no way to say it. */
export function emitRe2(node: RegexNode, ascii: boolean): string | undefined {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'character':
      return inCase(characterText(node.code), node.ignoreCase);
    case 'any':
      return node.newLine ? '(?s:.)' : '[^\\n]';
    case 'class': {
      const text = classText(node.set, ascii || node.ascii);
      return text && inCase(text, node.ignoreCase);
    }
    case 'sequence': {
      const items = node.items.map((item) => emitRe2(item, ascii));
      return items.includes(undefined) ? undefined : items.join('');
    }
    case 'alternatives': {
      const items = node.items.map((item) => emitRe2(item, ascii));
      return items.includes(undefined) ? undefined : `(?:${items.join('|')})`;
    }
    case 'group': {
      const item = emitRe2(node.item, ascii);
      return item === undefined ? undefined : `(${item})`;
    }
    case 'repeat': {
      const item = emitRe2(node.item, ascii);
      return item === undefined ? undefined : `(?:${item})${countText(node.min, node.max)}${node.lazy ? '?' : ''}`;
    }
    case 'assertion':
      switch (node.what) {
        case 'text-start':
          return '\\A';
        case 'text-end':
          return '\\z';
        case 'line-start':
          return '(?m:^)';
        case 'line-end':
          return '(?m:$)';
        case 'word-boundary':
          return ascii || node.ascii ? '\\b' : undefined;
        case 'not-word-boundary':
          return ascii || node.ascii ? '\\B' : undefined;
        default:
          return undefined;
      }
  }
}

const inCase = (text: string, ignoreCase: boolean): string => (ignoreCase ? `(?i:${text})` : text);

const characterText = (code: number): string => `\\x{${code.toString(16)}}`;

function classText(set: SetNode, ascii: boolean): string | undefined {
  const negated = isNegated(set);
  const items = itemsText(set, ascii);
  return items === undefined ? undefined : `[${negated ? '^' : ''}${items}]`;
}

function isNegated(set: SetNode): boolean {
  if (set.kind !== 'union') return false;
  const [only] = set.items;
  return set.items.length === 1 && only?.kind === 'union' ? set.negated !== isNegated(only) : set.negated;
}

/** What stands between the brackets; the outermost negation is the caller's, others cannot be said. */
function itemsText(set: SetNode, ascii: boolean): string | undefined {
  switch (set.kind) {
    case 'range':
      return set.from === set.to ? characterText(set.from) : `${characterText(set.from)}-${characterText(set.to)}`;
    case 'perl': {
      if (ascii && set.letter === 's') return set.negated ? '[:^space:]' : '[:space:]';
      if (ascii) return `\\${set.negated ? set.letter.toUpperCase() : set.letter}`;
      if (set.negated) return set.letter === 'd' ? '\\P{Nd}' : undefined;
      return { d: '\\p{Nd}', s: SPACE, w: WORD }[set.letter];
    }
    case 'property':
      return /^(?:[A-Z][a-z]?|Script=\w+)$/.test(set.name)
        ? `\\${set.negated ? 'P' : 'p'}{${set.name.replace('Script=', '')}}`
        : undefined;
    case 'union': {
      const [only] = set.items;
      if (set.items.length === 1 && only?.kind === 'union') return itemsText(only, ascii);
      if (set.items.some((item) => item.kind === 'union' && isNegated(item))) return undefined;
      const items = set.items.map((item) => itemsText(item, ascii));
      return items.includes(undefined) ? undefined : items.join('');
    }
    case 'operation':
      return undefined;
  }
}
