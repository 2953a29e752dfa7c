import { isTrue, type Settings } from '../conf/conf-file.ts';
import { compilePattern } from '../extraction/pcre.ts';
import type { IndexedEvent } from './indexed-event.ts';

/** One step of index time. */
export interface IndexStep {
  /** The event is copied, the copy gets this sourcetype, and the step is done to the copy. */
  readonly cloneSourcetype?: string;
  run(event: IndexedEvent): void;
}

/** A step, or why it is not done. */
export type CompiledStep = { readonly step: IndexStep } | { readonly problem: string };

/** How far into a text a transform looks. */
const LOOKAHEAD = 4096;

/** Settings that other parts of a transform depend on, and that are not followed. */
const UNSUPPORTED = ['INGEST_EVAL', 'STOP_PROCESSING_IF'];

/**
 * A transform that TRANSFORMS names: where REGEX matches the text of SOURCE_KEY, FORMAT is written to DEST_KEY, or as
 * indexed fields with WRITE_META.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — transforms.conf
 */
export function indexTransform(name: string, settings: Settings): CompiledStep {
  const refused = UNSUPPORTED.find((setting) => settings.has(setting));
  if (refused !== undefined) return { problem: `The transform "${name}" is not applied: ${refused} is not supported.` };
  const destination = settings.get('DEST_KEY');
  const source = settings.get('SOURCE_KEY') ?? '_raw';
  if ([destination, source].includes('_time')) {
    return { problem: `The transform "${name}" is not applied: the time of an event is no key here.` };
  }
  const pattern = compilePattern(settings.get('REGEX') ?? '');
  if (!pattern) return { problem: `The transform "${name}" cannot be run: ${settings.get('REGEX')}` };
  const writesFields = destination === undefined && isTrue(settings.get('WRITE_META'));
  if ((settings.get('REGEX') ?? '') === '' || (destination === undefined && !writesFields)) {
    return { problem: `The transform "${name}" is not applied: it needs REGEX, and DEST_KEY or WRITE_META.` };
  }
  const format = settings.get('FORMAT') ?? `${name}::$1`;
  const fallback = settings.get('DEFAULT_VALUE');
  const repeats = isTrue(settings.get('REPEAT_MATCH')) && destination !== '_raw';
  const lookahead = Number(settings.get('LOOKAHEAD') ?? LOOKAHEAD) || LOOKAHEAD;
  const clone = settings.get('CLONE_SOURCETYPE');
  return {
    step: {
      ...(clone && { cloneSourcetype: clone }),
      run: (event) => {
        const matches = matchesIn(pattern.regex, event.read(source).slice(0, lookahead), repeats);
        if (destination === undefined) {
          for (const match of matches) addFields(event, format, match);
          return;
        }
        for (const match of matches) event.write(destination, expand(format, match, event.read(destination)));
        if (matches.length === 0 && fallback !== undefined) event.write(destination, fallback);
      },
    },
  };
}

function matchesIn(regex: RegExp, text: string, repeats: boolean): readonly RegExpExecArray[] {
  if (repeats) return [...text.matchAll(regex)];
  regex.lastIndex = 0;
  const match = regex.exec(text);
  return match ? [match] : [];
}

/** `$1` is a group where there is one, `$0` what the key held before. */
const expand = (format: string, match: RegExpExecArray, before: string): string =>
  format.replace(/\$(\d+)/g, (text, number: string) => {
    if (number === '0') return before;
    return Number(number) < match.length ? (match[Number(number)] ?? '') : text;
  });

/** What FORMAT puts into quotes may hold blanks, other values end at one. */
function addFields(event: IndexedEvent, format: string, match: RegExpExecArray): void {
  for (const pair of format.matchAll(/[^\s"]*(?:"(?:[^"\\]|\\.)*"[^\s"]*)+|\S+/g)) {
    const [, name, inside, bare] = /^(.+?)::(?:"(.*)"|(.*))$/s.exec(pair[0]) ?? [];
    if (name === undefined) continue;
    const field = expand(name, match, '');
    const value =
      inside === undefined ? (/^\S+/.exec(expand(bare ?? '', match, ''))?.[0] ?? '') : expand(inside, match, '');
    if (field !== '' && value !== '') event.addField(field, value);
  }
}
