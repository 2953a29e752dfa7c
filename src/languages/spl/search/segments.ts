import { boundedRegExp } from '../../../util/bounded-regexp.ts';

/**
 * Splunk's segmentation: major breakers cut an event into terms, minor breakers cut terms further. A search word must
 * match from breaker to breaker.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-started/get-data-in/10.0/configure-event-processing/about-event-segmentation
 */
const MAJOR = '\\s\\[\\]<>(){}|!;,\'"*&?+';
const MINOR = '/:=@.\\-$#%\\\\_';

const IS_MAJOR = new RegExp(`[${MAJOR}]`);
const IS_BREAKER = new RegExp(`[${MAJOR + MINOR}]`);

const MAJORS = new RegExp(`[${MAJOR}]+`);
const BREAKERS = new RegExp(`[${MAJOR + MINOR}]+`);

/** Whether the text is of one term: no major breaker lies in it. */
export const isOneTerm = (text: string): boolean => !IS_MAJOR.test(text);

/**
 * What stands behind the prefix in each term of an event that begins with it, in lower case as the index keeps its terms.
 * The prefix itself, cut off by a minor breaker, is no such term.
 */
export function behindPrefix(raw: string, prefix: string): readonly string[] {
  const text = raw.toLowerCase();
  if (!text.includes(prefix)) return [];
  const found = new Set<string>();
  for (const term of [...text.split(MAJORS), ...text.split(BREAKERS)]) {
    if (term.length > prefix.length && term.startsWith(prefix)) found.add(term.slice(prefix.length));
  }
  return [...found];
}

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Whether a pattern has runs of any length enough to try many combinations of them. */
const isManifold = (text: string): boolean => (text.match(/\*/g)?.length ?? 0) > 1;

/** A test whether an event's text holds a word or phrase; `*` stands for characters within one term. */
export function textMatcher(text: string, mode: 'word' | 'term' | 'case'): (raw: string) => boolean {
  const breakers = mode === 'term' ? MAJOR : MAJOR + MINOR;
  const isBreaker = mode === 'term' ? IS_MAJOR : IS_BREAKER;
  const body = text
    .split('*')
    .map((part) => part.split(/\s+/).map(quoted).join('\\s+'))
    .join(`[^${MAJOR}]*`);
  // Look-around is quick, but where much can be tried V8 bounds the time of expressions without it alone.
  const [opening, closing] = isManifold(text)
    ? [`(?:^|[${breakers}])`, `(?:[${breakers}]|$)`]
    : [`(?<![^${breakers}])`, `(?![^${breakers}])`];
  const isOpen = (character: string | undefined): boolean =>
    character === undefined || character === '*' || isBreaker.test(character);
  const source = (isOpen(text[0]) ? '' : opening) + body + (isOpen(text.at(-1)) ? '' : closing);
  const regex = boundedRegExp(source, mode === 'case' ? 's' : 'is');
  return (raw) => regex.test(raw);
}
