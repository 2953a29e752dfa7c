import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { LogFacts } from '../testing/inspect/log-facts.ts';
import type { UsableDetection } from '../testing/inspect/usable-detections.ts';
import type { Colors } from './colors.ts';
import { largest } from '../util/append.ts';

/** Lists for people are cut to this many lines; JSON has everything. */
const MOST_CHANNELS = 12;
const MOST_FIELDS = 20;
const MOST_DETECTIONS = 15;
const MOST_PROBLEMS = 5;
const BAR = 10;
const LABEL = 'Detections  '.length;

/** What a log holds, in the shape that `data inspect --format json` prints. */
export function inspectReport(
  facts: LogFacts,
  usable: readonly UsableDetection[] | undefined,
): Readonly<Record<string, unknown>> {
  const { file, format, containers, logs, events, kinds, channels, products, time, withoutTime, fields } = facts;
  return {
    file: file.name,
    format: format?.name ?? null,
    containers,
    logs,
    events,
    kinds,
    channels,
    products,
    time: time
      ? { first: isoTime(time.first), last: isoTime(time.last), ...(time.withoutYear && { without_year: true }) }
      : null,
    events_without_time: withoutTime,
    fields: fields.map(({ name, events: count, sample }) => ({
      name,
      events: count,
      coverage: share(count, events),
      sample,
    })),
    ...(usable && {
      detections: usable.map(({ detection: { id, name, file: path, language }, because }) => ({
        id,
        name,
        file: path,
        language,
        because,
      })),
    }),
    diagnostics: facts.diagnostics.map(({ code, name, severity, message }) => ({ code, name, severity, message })),
  };
}

/** What a log holds, for people. */
export function inspectText(
  facts: LogFacts,
  usable: readonly UsableDetection[] | undefined,
  colors: Colors,
  width: number,
): string {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.map((line, at) => `${at === 0 ? colors.cyan(title.padEnd(LABEL)) : ' '.repeat(LABEL)}${line}`);
  const room = width - LABEL;
  const lines = [
    colors.bold(clip(facts.file.name, width)),
    ...section('Format', [clip(formatLine(facts), room)]),
    ...section('Events', [eventsLine(facts, colors)]),
    ...section('Time', facts.time ? [clip(timeLine(facts.time), room)] : []),
    ...section(
      'Sourcetype',
      facts.kinds.slice(0, MOST_CHANNELS).map((kind) => kindLine(kind, facts, room, colors)),
    ),
    ...section('Channels', channelLines(facts, room, colors)),
    ...section('Products', productLines(facts, room, colors)),
    ...section('Fields', fieldLines(facts, room, colors)),
    ...section('Detections', usable ? detectionLines(usable, room, colors) : []),
    ...section('Problems', problemLines(facts, room, colors)),
  ];
  return `${lines.join('\n')}\n`;
}

function formatLine({ format, containers, logs }: LogFacts): string {
  const inside = containers.length > 0 ? `, in ${containers.join(', ')}` : '';
  const several = logs > 1 ? `, ${logs} logs` : '';
  return format ? `${format.name}: ${format.summary}${inside}${several}` : `not known${inside}`;
}

function eventsLine({ events, withoutTime }: LogFacts, colors: Colors): string {
  const lacking = withoutTime > 0 ? colors.yellow(`, ${number(withoutTime)} of them without a time`) : '';
  return `${number(events)}${lacking}`;
}

function timeLine({ first, last, withoutYear }: NonNullable<LogFacts['time']>): string {
  const withoutIt = (time: bigint): string => isoTime(time).slice('2000-'.length, -'.000Z'.length).replace('T', ' ');
  if (withoutYear)
    return `${withoutIt(first)} to ${withoutIt(last)} (${duration(last - first)}); the events tell no year`;
  return `${isoTime(first)} to ${isoTime(last)} (${duration(last - first)})`;
}

function kindLine(
  { sourcetype, source, events }: LogFacts['kinds'][number],
  facts: LogFacts,
  room: number,
  colors: Colors,
): string {
  const count = facts.kinds.length > 1 ? ` (${number(events)})` : '';
  const name = clip(sourcetype, room);
  const rest = room - name.length - count.length - 2;
  return rest < 8 ? name : `${name}  ${colors.dim(clip(source, rest))}${count}`;
}

function channelLines({ channels }: LogFacts, room: number, colors: Colors): readonly string[] {
  const lines = channels.slice(0, MOST_CHANNELS).flatMap(({ channel, events, ids }) => {
    const list = ids.map(({ id, events: count }) => `${id}${count > 1 ? ` ×${number(count)}` : ''}`).join(', ');
    return [counted(channel, events, room, colors), colors.dim(`  ${clip(list, room - 2)}`)];
  });
  return withRest(lines, channels.length - MOST_CHANNELS, 'channels', colors);
}

function productLines({ products }: LogFacts, room: number, colors: Colors): readonly string[] {
  const lines = products.slice(0, MOST_CHANNELS).flatMap(({ name, events, operations }) => {
    const list = operations.map(({ name: done, events: count }) => `${done}${count > 1 ? ` ×${number(count)}` : ''}`);
    const head = counted(name, events, room, colors);
    return list.length === 0 ? [head] : [head, colors.dim(`  ${clip(list.join(', '), room - 2)}`)];
  });
  return withRest(lines, products.length - MOST_CHANNELS, 'products', colors);
}

function counted(name: string, events: number, room: number, colors: Colors): string {
  const count = ` ${number(events)}`;
  return `${clip(name, room - count.length)}${colors.bold(count)}`;
}

/** Name, a bar for the share of events that have the field, and a value. */
function fieldLines({ fields, events }: LogFacts, room: number, colors: Colors): readonly string[] {
  const shown = fields.slice(0, MOST_FIELDS);
  const widest = Math.min(largest(shown.map(({ name }) => name.length)), Math.max(12, Math.floor(room / 3)));
  const lines = shown.map(({ name, events: count, sample }) => {
    const part = share(count, events);
    const filled = Math.max(1, Math.round(part * BAR));
    const bar = colors.green('█'.repeat(filled)) + colors.dim('░'.repeat(BAR - filled));
    const head = `${clip(name, widest).padEnd(widest)} ${bar} ${`${Math.round(part * 100)} %`.padStart(5)}`;
    const rest = room - widest - BAR - 9;
    return rest < 8 ? head : `${head}  ${colors.dim(clip(sample, rest))}`;
  });
  return withRest(lines, fields.length - MOST_FIELDS, 'fields', colors);
}

function detectionLines(usable: readonly UsableDetection[], room: number, colors: Colors): readonly string[] {
  if (usable.length === 0) return [colors.dim('none of this repository reads such events')];
  const lines = usable.slice(0, MOST_DETECTIONS).map(({ detection, because }) => {
    const name = clip(`${detection.language.padEnd(5)} ${detection.name}`, room);
    const rest = room - name.length - 2;
    return rest < 12 ? name : `${name}  ${colors.dim(clip(because, rest))}`;
  });
  return withRest(lines, usable.length - MOST_DETECTIONS, 'detections', colors);
}

function problemLines({ diagnostics }: LogFacts, room: number, colors: Colors): readonly string[] {
  const lines = diagnostics
    .slice(0, MOST_PROBLEMS)
    .map(({ code, severity, message }) =>
      (severity === 'error' ? colors.red : colors.yellow)(clip(`${code} ${message}`, room)),
    );
  return withRest(lines, diagnostics.length - MOST_PROBLEMS, 'problems', colors);
}

const withRest = (lines: readonly string[], more: number, what: string, colors: Colors): readonly string[] =>
  more > 0 ? [...lines, colors.dim(`and ${number(more)} ${what} more (--format json has all)`)] : lines;

const share = (count: number, events: number): number =>
  events === 0 ? 0 : Math.round((10_000 * count) / events) / 10_000;

const number = (value: number): string => value.toLocaleString('en-US');

function clip(text: string, width: number): string {
  const line = neutralLine(text);
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** To the millisecond; digits beyond are left out. */
function isoTime(time: bigint): string {
  const date = new Date(Number(time / 1_000_000n));
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

function duration(nanoseconds: bigint): string {
  let seconds = Number(nanoseconds / 1_000_000_000n);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${number(count)} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || 'less than a second';
}
