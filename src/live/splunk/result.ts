import type { SearchAnswer } from '../../deploy/splunk/search-jobs.ts';
import type { JsonValue } from '../../languages/front-end.ts';
import type { LiveResult } from '../engine.ts';

/** What splunkd adds to every event, and no search asks for. */
const INTERNAL = new Set([
  '_bkt',
  '_cd',
  '_confstr',
  '_eventtype_color',
  '_indextime',
  '_kv',
  '_pre_msg',
  '_serial',
  '_si',
  '_sourcetype',
  '_subsecond',
  'linecount',
  'punct',
  'splunk_server',
  'splunk_server_group',
  'timeendpos',
  'timestartpos',
]);
const DATE_PARTS = /^date_(hour|mday|minute|month|second|wday|year|zone)$/;

/**
 * Rows of a search in the form of local runs: a missing field is null, and `_time` is epoch seconds, where splunkd writes
 * ISO 8601.
 *
 * @param cell changes a text: the names of indexes.
 */
export function liveResult(answer: SearchAnswer, search: string, cell: (text: string) => string): LiveResult {
  // In a result of events these come with every event; a search that names one wants it.
  const isEvents = answer.fields.includes('_raw');
  const names = answer.fields.filter(
    (name) => !(isEvents && (INTERNAL.has(name) || DATE_PARTS.test(name)) && !new RegExp(`\\b${name}\\b`).test(search)),
  );
  const printed = (name: string, value: string | readonly string[] | undefined): JsonValue => {
    if (value === undefined) return null;
    if (typeof value !== 'string') {
      const list = value.map(cell);
      return list.length === 0 ? null : list.length === 1 ? (list[0] as string) : list;
    }
    return name === '_time' ? epochOf(value) : cell(value);
  };
  const filled = names.filter((name) => answer.rows.some((row) => row[name] !== undefined));
  return {
    columns: filled.map((name) => ({ name })),
    rows: answer.rows.map((row) => filled.map((name) => printed(name, row[name]))),
    cost: { seconds: answer.seconds, scannedEvents: answer.scanned },
    messages: answer.messages,
    ...(answer.count > answer.rows.length && { incomplete: `There are more than ${answer.rows.length} rows.` }),
  };
}

function epochOf(text: string): string {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)$/.exec(text);
  const milliseconds = iso ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) return text;
  const fraction = (iso?.[1] ?? '').replace(/0+$/, '');
  return `${Math.floor(milliseconds / 1000)}${fraction === '' ? '' : `.${fraction}`}`;
}
