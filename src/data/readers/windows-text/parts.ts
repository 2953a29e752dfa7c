/** Names of the lines of an event's head, as the event log input, WMI and the monitor of Active Directory write them. */
const KEYS =
  'LogName|EventCode|SourceName|EventType|Type|ComputerName|TaskCategory|RecordNumber|Keywords|User|Sid|SidType|Category|CategoryString|EventIdentifier|Logfile|OpCode|TimeGenerated|TimeWritten|dcName';
/** A date in any order of its parts, and a time of twelve hours or more; WMI's digits. */
const TIME = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?|\d{14}\.\d{6}(?:[+-]\d{3})?)`;
const HEAD = String.raw`${TIME}[ \t]*\r?\n(?:${KEYS})=`;

/** An event begins with its time on a line of its own, and its head follows: `LogName=Security`. */
export const EVENT_START = new RegExp(`^${HEAD}`, 'gm');

const FIRST_LINES = new RegExp(`^${HEAD}`);

export const startsEvent = (text: string): boolean => FIRST_LINES.test(text);

const KEY_LINE = new RegExp(`^(${KEYS})=`);
const LATER_KEY = new RegExp(`\n(?:${KEYS})=`);

/**
 * The events in what counts as one: where the time of another is damaged, its head tells it. A head ends with its message, and
 * has no line twice.
 */
export function* partsOf(text: string): Iterable<string> {
  const message = text.indexOf('\nMessage=');
  if (message >= 0 && !LATER_KEY.test(text.slice(message)) && !hasTwice(text.slice(0, message))) {
    yield text;
    return;
  }
  const lines = text.split('\n');
  let from = 0;
  let seen = new Set<string>();
  let inHead = true;
  for (const [at, line] of lines.entries()) {
    const key = KEY_LINE.exec(line)?.[1];
    if (line.startsWith('Message=')) inHead = false;
    if (key === undefined) continue;
    const begins = inHead ? seen.has(key) : key === 'LogName' || KEY_LINE.test(lines[at + 1] ?? '');
    if (begins) {
      const start = isRestOfTime(lines[at - 1] ?? '') ? at - 1 : at;
      yield lines.slice(from, start).join('\n');
      [from, inHead, seen] = [start, true, new Set()];
    }
    if (inHead) seen.add(key);
  }
  yield lines.slice(from).join('\n');
}

function hasTwice(head: string): boolean {
  const keys = head.split('\n').flatMap((line) => KEY_LINE.exec(line)?.[1] ?? []);
  return new Set(keys).size < keys.length;
}

/** Most of it is digits and what stands between them. */
function isRestOfTime(line: string): boolean {
  const text = line.trim();
  const likely = text.replace(/[^\d\s/.:,APM+-]/g, '').length;
  return text !== '' && text.length <= 40 && likely * 3 >= text.length * 2 && /\d/.test(text);
}
