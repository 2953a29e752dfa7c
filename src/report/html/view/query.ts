import type { KnownWord, Macro, Query, Token } from '../../../testing/details/details.ts';
import { markup, type Markup, outsideLink, when } from '../markup.ts';

/** The query in colours; macros open to what they stand for. */
export const queryText = ({ tokens, words, macros }: Query): Markup =>
  markup`<div class="code" tabindex="0" role="region" aria-label="Query">${tokens.map((token) => tokenMarkup(token, words, macros))}</div>`;

function tokenMarkup([kind, text, at]: Token, words: readonly KnownWord[], macros: readonly Macro[]): Markup {
  if (kind === 'space' || kind === 'name') return markup`${text}`;
  if (kind === 'macro') {
    const macro = at === undefined ? undefined : macros[at];
    return macro ? macroMarkup(text, macro) : markup`<span class="t-macro">${text}</span>`;
  }
  const word = at === undefined ? undefined : words[at];
  return word
    ? markup`<span class="t-${kind}" title="${word.name}: ${word.summary}">${text}</span>`
    : markup`<span class="t-${kind}">${text}</span>`;
}

function macroMarkup(text: string, { definition, file, calls }: Macro): Markup {
  if (definition === undefined) return markup`<span class="t-macro" title="Not known here">${text}</span>`;
  return markup`<details class="macro"><summary>${text}</summary><div class="macro-body">${definition.trim() || '(nothing)'}${calls.map((inner) => markup`<br>${macroMarkup(`\`${inner.call}\``, inner)}`)}${when(file, () => markup`<small>${shortPath(file ?? '')}</small>`)}</div></details>`;
}

/** Knowledge lies in folders whose beginning says nothing to a reader. */
const shortPath = (file: string): string => {
  const parts = file.split('/');
  return parts.length > 4 ? `…/${parts.slice(-3).join('/')}` : file;
};

export const steps = ({ steps: list }: Query): Markup =>
  markup`<ol class="steps">${list.map(({ text, meaning }) => markup`<li><code>${text.replace(/\s+/g, ' ')}</code>${when(meaning, () => markup`<p>${meaning}</p>`)}</li>`)}</ol>`;

export const wordList = ({ words }: Query): Markup =>
  markup`<dl class="words">${words.map(({ name, kind, summary, syntax, reference }) => markup`<div><dt><code title="${syntax}">${outsideLink(reference, name)}</code> <small>${kind}</small></dt><dd>${summary}</dd></div>`)}</dl>`;
