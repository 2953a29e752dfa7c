import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { Backtest } from '../live/backtest.ts';
import type { Colors } from './colors.ts';
import { markdownCell } from './markdown.ts';
import { largest } from '../util/append.ts';

/** Back-tests for people, the noisiest first. */
export function backtestText(results: readonly Backtest[], colors: Colors): string {
  const lines: string[] = [];
  for (const result of byNoise(results)) {
    const { detection, alerts, alertsPerDay, days, entities, cost, notes, failure } = result;
    lines.push(colors.bold(neutralLine(detection.name)) + colors.dim(`  ${neutralLine(detection.file)}`));
    lines.push(
      `  ${alerts} alerts in ${days.length} days, ${rate(alertsPerDay)} a day, at most ${busiest(result)} on one`,
    );
    for (const { field, top } of entities) {
      lines.push(
        `  ${neutralLine(field)}: ${top.map(({ value, alerts: count }) => `${neutralLine(value)} (${count})`).join(', ')}`,
      );
    }
    lines.push(colors.dim(`  cost: ${costText(cost)}`));
    for (const note of notes) lines.push(colors.dim(`  note: ${neutralLine(note)}`));
    if (failure !== undefined) lines.push(colors.red(`  not run to its end: ${neutralLine(failure)}`));
  }
  return `${lines.join('\n')}\n`;
}

export function backtestMarkdown(results: readonly Backtest[]): string {
  const rows = byNoise(results).map(({ detection, alertsPerDay, alerts, entities, cost, failure, ...rest }) => {
    const [first] = entities;
    const who = (first?.top ?? []).map(({ value, alerts: count }) => `${value} (${count})`).join(', ');
    const cells = [
      detection.name,
      failure === undefined ? rate(alertsPerDay) : `failed: ${failure}`,
      String(alerts),
      busiest({ days: rest.days }),
      who,
      costText(cost),
    ];
    return `| ${cells.map((cell) => markdownCell(String(cell))).join(' | ')} |`;
  });
  return [
    '| Detection | Alerts a day | Alerts | Busiest day | Most often | Cost |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

export const backtestJson = (results: readonly Backtest[]): string =>
  `${JSON.stringify(
    {
      detections: results.map(({ detection, days, alerts, alertsPerDay, entities, cost, notes, failure }) => ({
        detection: { id: detection.id, name: detection.name, file: detection.file, language: detection.language },
        alerts,
        alerts_per_day: alertsPerDay,
        days,
        entities,
        cost: { duration_seconds: cost.seconds, scanned_events: cost.scannedEvents, scanned_bytes: cost.scannedBytes },
        notes,
        failure: failure ?? null,
      })),
    },
    null,
    2,
  )}\n`;

const byNoise = (results: readonly Backtest[]): readonly Backtest[] =>
  [...results].sort((left, right) => right.alertsPerDay - left.alertsPerDay);

const busiest = ({ days }: Pick<Backtest, 'days'>): number => largest(days.map(({ alerts }) => alerts));

const rate = (alertsPerDay: number): string => alertsPerDay.toFixed(alertsPerDay < 10 ? 1 : 0);

function costText({ seconds, scannedEvents, scannedBytes }: Backtest['cost']): string {
  const parts = [`${seconds.toFixed(1)} s`];
  if (scannedEvents > 0) parts.push(`${scannedEvents} events scanned`);
  if (scannedBytes > 0) parts.push(`${(scannedBytes / 2 ** 20).toFixed(1)} MiB scanned`);
  return parts.join(', ');
}
