/**
 * Markup as a value of its own. Whatever is put into a template is text and is escaped, unless it is markup already; so
 * log content cannot become markup by being forgotten. Runs in Node and in the browser.
 */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | false | null | readonly Part[];

export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? '';
  parts.forEach((part, at) => {
    text += render(part) + (strings[at + 1] ?? '');
  });
  return new Markup(text);
}

function render(part: Part): string {
  if (part === undefined || part === false || part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeText(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that change how other text looks: controls but tab and line feed, and bidirectional controls. */
const DECEIVING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text for between tags and in quoted attributes. Deceiving characters are shown by their code. */
export const escapeText = (text: string): string =>
  text
    .replace(DECEIVING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Nothing where there is nothing to show. */
export const when = (condition: unknown, markup: () => Markup): Markup | undefined =>
  condition ? markup() : undefined;

/** A link to somewhere else, only where the text is a web address; anything else stays text. */
export function outsideLink(address: string, label: string = address): Markup {
  const safe = /^https?:\/\/[^\s\\]+$/i.test(address);
  return safe
    ? markup`<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${label}</a>`
    : markup`${label}`;
}
