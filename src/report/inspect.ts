import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { LogFacts } from '../testing/inspect/log-facts.ts';
import type { Colors } from './colors.ts';

/** What a log holds, in the shape that `data inspect --format json` prints. */
export function inspectReport(facts: LogFacts): Readonly<Record<string, unknown>> {
  const { file, format, events, kinds, channels, time, withoutTime, fields, diagnostics } = facts;
  return {
    file: file.name,
    format: format?.name ?? null,
    events,
    kinds,
    channels,
    time: time ? { first: isoTime(time.first), last: isoTime(time.last) } : null,
    events_without_time: withoutTime,
    fields: fields.map(({ name, events: count, sample }) => ({
      name,
      events: count,
      coverage: share(count, events),
      sample,
    })),
    diagnostics: diagnostics.map(({ code, name, severity, message }) => ({ code, name, severity, message })),
  };
}

/** What a log holds, for people. */
export function inspectText(facts: LogFacts, colors: Colors, width: number): string {
  const lines = [
    colors.bold(clip(facts.file.name, width)),
    `${facts.events} events, ${facts.format?.name ?? 'unknown'}`,
  ];
  return `${lines.join('\n')}\n`;
}

const share = (count: number, events: number): number =>
  events === 0 ? 0 : Math.round((10_000 * count) / events) / 10_000;

const clip = (text: string, width: number): string => {
  const line = neutralLine(text);
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
};

function isoTime(time: bigint): string {
  const milliseconds = Number(time / 1_000_000n);
  return new Date(milliseconds).toISOString();
}
