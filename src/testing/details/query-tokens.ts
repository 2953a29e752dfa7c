import type { Language, Macro, Token, TokenKind } from './details.ts';

/** What a query text is made of, for colours alone: whatever is not understood stays plain. */
const LEXEMES: Readonly<Record<Language, RegExp>> = {
  spl: /(?<comment>```[\s\S]*?(?:```|$))|(?<macro>`(?:"(?:[^"\\]|\\[\s\S])*"|[^`"])*`?)|(?<string>"(?:[^"\\]|\\[\s\S])*"?)|(?<space>\s+)|(?<number>\d+(?:\.\d+)?\b(?![.:]))|(?<word>[\p{L}_][\p{L}\p{N}_.:{}@*-]*)|(?<mark>\|\||[|<>=!]=?|[\s\S])/gu,
  kql: /(?<comment>\/\/[^\n]*)|(?<string>[@hH]{0,2}(?:```[\s\S]*?(?:```|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?))|(?<space>\s+)|(?<number>\d+(?:\.\d+)?(?:[a-z]+)?\b)|(?<word>!?[\p{L}_$](?:[\p{L}\p{N}_]|-(?=\p{L}))*~?)|(?<mark>[=!]~|[=!<>]=?|\.\.|[\s\S])/gu,
  sigma:
    /(?<comment>(?<=^|\s)#[^\n]*)|(?<string>"(?:[^"\\]|\\[\s\S])*"?|'(?:[^']|'')*'?)|(?<space>\s+)|(?<key>[\w.$ |-]*\w(?=\s*:(?:\s|$)))|(?<number>(?<![\w.])\d+(?:\.\d+)?(?=\s*$))|(?<word>[\p{L}_*][\p{L}\p{N}_.*]*)|(?<mark>[\s\S])/gmu,
};

const KEYWORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  spl: new Set(
    'as by or and not in where from output outputnew over like true false null case term groupby'.split(' '),
  ),
  kql: new Set('and or by on kind asc desc nulls first last let true false null typeof step to with in'.split(' ')),
  sigma: new Set('and or not of them all'.split(' ')),
};

/** Finds a known word by kind of place and name; gives its number. */
export type KnowWord = (place: 'command' | 'aggregation' | 'function' | 'word', name: string) => number | undefined;

/** The text as tokens: joined they are the text. */
export function queryTokens(
  language: Language,
  text: string,
  know: KnowWord,
  macro: (call: string) => number | undefined,
): readonly Token[] {
  const tokens: Token[] = [];
  let within = '';
  let atStart = language === 'spl' && !/^\s*\|/.test(text) ? false : language !== 'sigma';
  for (const match of text.matchAll(LEXEMES[language])) {
    const [lexeme] = match;
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? 'mark';
    if (kind === 'space' || kind === 'comment') {
      tokens.push([kind, lexeme]);
      continue;
    }
    if (kind === 'macro') tokens.push(withIndex('macro', lexeme, macro(lexeme.replace(/^`|`$/g, ''))));
    else if (kind === 'key') pushKey(tokens, lexeme, know);
    else if (kind === 'word') {
      tokens.push(wordToken(language, lexeme, isCalled(text, match.index + lexeme.length), atStart, within, know));
      if (atStart) within = lexeme.toLowerCase();
    } else if (kind === 'mark') {
      const known = know('word', lexeme);
      tokens.push(known === undefined ? ['mark', lexeme] : ['keyword', lexeme, known]);
    } else tokens.push([kind as TokenKind, lexeme]);
    atStart = language !== 'sigma' && (lexeme === '|' || (lexeme === '[' && language === 'spl'));
  }
  return tokens;
}

function isCalled(text: string, at: number): boolean {
  const parenthesis = /\s*\(/y;
  parenthesis.lastIndex = at;
  return parenthesis.test(text);
}

function wordToken(
  language: Language,
  word: string,
  called: boolean,
  atStart: boolean,
  within: string,
  know: KnowWord,
): Token {
  const name = language === 'spl' ? word.toLowerCase() : word;
  const command = atStart ? know('command', name) : undefined;
  if (command !== undefined) return ['command', word, command];
  const used = called ? functionOf(name, within, know) : undefined;
  if (used !== undefined) return ['function', word, used];
  const known = know('word', name);
  if (known !== undefined) return ['keyword', word, known];
  return [KEYWORDS[language].has(word.toLowerCase()) ? 'keyword' : 'name', word];
}

/** Commands that compute row by row: what they call is never a summary. */
const ROW_BY_ROW = new Set(['eval', 'where', 'fieldformat', 'extend', 'project']);

function functionOf(name: string, within: string, know: KnowWord): number | undefined {
  if (ROW_BY_ROW.has(within)) return know('function', name);
  return know('aggregation', name) ?? know('function', name);
}

/** `DestinationHostname|endswith`: a field and its modifiers. */
function pushKey(tokens: Token[], key: string, know: KnowWord): void {
  key.split('|').forEach((part, at) => {
    if (at > 0) tokens.push(['mark', '|']);
    tokens.push(at === 0 ? ['name', part] : withIndex('keyword', part, know('word', part.trim())));
  });
}

const withIndex = (kind: TokenKind, text: string, at: number | undefined): Token =>
  at === undefined ? [kind, text] : [kind, text, at];

/** The steps of a query: its text cut at the pipes that stand in no bracket. */
export function stepTexts(
  tokens: readonly Token[],
): readonly { readonly text: string; readonly tokens: readonly Token[] }[] {
  const steps: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const [kind, text] = token;
    if (kind === 'mark' && /[([{]/.test(text)) depth += 1;
    if (kind === 'mark' && /[)\]}]/.test(text)) depth -= 1;
    if (kind === 'mark' && text === '|' && depth <= 0) steps.push([]);
    steps.at(-1)?.push(token);
  }
  return steps
    .map((step) => ({
      text: step
        .map(([, text]) => text)
        .join('')
        .trim(),
      tokens: step,
    }))
    .filter(({ text }) => text !== '');
}

/** Macros that a definition calls, in order of appearance. */
export function macroCalls(text: string): readonly string[] {
  return queryTokens(
    'spl',
    text,
    () => undefined,
    () => undefined,
  )
    .filter(([kind]) => kind === 'macro')
    .map(([, call]) => call.replace(/^`|`$/g, ''));
}

export type ExpandMacro = (call: string) => Macro;
