import { timeInText, YEAR_NOT_TOLD } from '../../../data/time-text.ts';
import { strptime, tellsDate } from '../../../languages/spl/index.ts';
import { zoneOffset } from '../../../util/zone-offset.ts';
import type { Settings } from '../conf/conf-file.ts';
import { compilePattern } from '../extraction/pcre.ts';

/** When an event happened, as its text says at the place that props.conf names; undefined where it does not. */
export type TimestampRule = (raw: string) => string | undefined;

/** What is found in a text, and what the settings ask for that is not followed. */
export interface Timestamps {
  readonly rule?: TimestampRule;
  readonly problems: readonly string[];
}

const LOOKAHEAD = 128;
const UTC = /^(?:|utc|gmt|z|etc\/(?:utc|gmt|uct|zulu))$/i;

/** Whether a setting has a part in the time of an event. */
export const isOfTime = (key: string): boolean =>
  ['TIME_PREFIX', 'TIME_FORMAT', 'TZ', 'DATETIME_CONFIG', 'TIMESTAMP_FIELDS'].includes(key);

/**
 * `TIME_PREFIX`, `TIME_FORMAT`, `MAX_TIMESTAMP_LOOKAHEAD` and `TZ` of props.conf. A time stands at once behind the first match
 * of the prefix, or at the beginning of the event; without a format it may stand later, and is recognised.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, Timestamp extraction configuration
 */
export function timestamps(settings: Settings): Timestamps {
  const setting = (name: string): string => settings.get(name)?.trim() ?? '';
  const fail = (problem: string): Timestamps => ({ problems: [`${problem}: times are recognised.`] });
  const config = setting('DATETIME_CONFIG');
  if (config !== '' && !/^\/?etc\/datetime\.xml$/.test(config)) {
    return fail(`DATETIME_CONFIG = ${config} is not followed`);
  }
  if (setting('TIMESTAMP_FIELDS') !== '') {
    return fail(`TIMESTAMP_FIELDS = ${setting('TIMESTAMP_FIELDS')} is not followed`);
  }
  const [prefix, format, zone] = [setting('TIME_PREFIX'), setting('TIME_FORMAT'), setting('TZ')];
  const isUtc = UTC.test(zone);
  if (format === '' && !isUtc) return fail(`TZ = ${zone} is not followed without TIME_FORMAT`);
  if (prefix === '' && format === '') return { problems: [] };
  if (!isUtc && zoneOffset(0, zone) === undefined) return fail(`TZ = ${zone} is no time zone that is known`);
  if (format !== '' && !tellsDate(format)) return fail(`TIME_FORMAT = ${format} tells no date`);
  const pattern = compilePattern(prefix);
  if (!pattern) return fail(`The expression of TIME_PREFIX cannot be run: ${prefix}`);
  const stated = Number(settings.get('MAX_TIMESTAMP_LOOKAHEAD') ?? LOOKAHEAD);
  const lookahead = stated > 0 ? stated : stated <= 0 ? Number.POSITIVE_INFINITY : LOOKAHEAD;
  const unsaid = { year: YEAR_NOT_TOLD, ...(!isUtc && { offsetAt: (local: number) => offsetAtLocal(local, zone) }) };
  return {
    problems: [],
    rule: (raw) => {
      const start = endOfPrefix(pattern.regex, raw);
      if (start === undefined) return undefined;
      const text = raw.slice(start, start + lookahead);
      const time = format === '' ? recognised(text) : strptime(text, format, unsaid);
      return time === null ? undefined : isoTime(time);
    },
  };
}

function endOfPrefix(prefix: RegExp, raw: string): number | undefined {
  prefix.lastIndex = 0;
  const match = prefix.exec(raw);
  return match ? match.index + match[0].length : undefined;
}

function recognised(text: string): number | null {
  const time = timeInText(text);
  return time === undefined ? null : Number(time / 1000n) / 1e6;
}

/** To the microsecond, as events are timed. */
function isoTime(seconds: number): string | undefined {
  const micros = Math.round(seconds * 1e6);
  const whole = Math.floor(micros / 1e6);
  const date = new Date(whole * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, -5)}.${String(micros - whole * 1e6).padStart(6, '0')}Z`;
}

/** Of a local time that clocks show twice or skip, what held before. */
function offsetAtLocal(local: number, zone: string): number {
  const [before = 0, after = 0] = [local - 86_400, local + 86_400].map((moment) => zoneOffset(moment, zone));
  return zoneOffset(local - before, zone) === before ? before : after;
}
