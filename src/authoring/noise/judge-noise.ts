import type { ScannedRule, ScanReport } from '../../testing/scan.ts';
import type { AllowedNoise } from './allow-list.ts';

/** A detection that finds something in benign logs. */
export interface NoisyRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly hits: number;
  /** Events by log, those that an entry allows left out; the most first. */
  readonly logs: readonly { readonly log: string; readonly events: number }[];
}

export interface NoiseReport {
  readonly detections: number;
  readonly events: number;
  /** Nobody allowed it. */
  readonly noisy: readonly NoisyRule[];
  /** Hits that entries of the list allow. */
  readonly allowed: readonly { readonly title: string; readonly hits: number; readonly reason: string }[];
  /** Entries of the list that allow nothing, and why. */
  readonly stale: readonly { readonly line: number; readonly detection: string; readonly message: string }[];
  readonly errors: ScanReport['errors'];
}

/** Holds what detections found in benign logs against the list of what may be found. */
export function judgeNoise(report: ScanReport, allowList: readonly AllowedNoise[]): NoiseReport {
  const noisy: NoisyRule[] = [];
  const allowed: NoiseReport['allowed'][number][] = [];
  const used = new Set<AllowedNoise>();
  for (const rule of report.rules) {
    if (rule.hits === 0) continue;
    const entries = allowList.filter((entry) => isAbout(entry, rule));
    const logs = countByLog(rule);
    const left = logs.filter(({ log }) => {
      const entry = entries.find((each) => each.log === undefined || isLog(each.log, log));
      if (!entry) return true;
      used.add(entry);
      return false;
    });
    const whole = entries.find(({ log }) => log === undefined);
    if (whole) used.add(whole);
    const over = entries.find((entry) => used.has(entry) && entry.max !== undefined && rule.hits > entry.max);
    const isAllowed = (whole !== undefined || logs.length > 0) && left.length === 0 && over === undefined;
    const { id, title, file, hits } = rule;
    if (!isAllowed) noisy.push({ id, title, file, hits, logs: over ? logs : left });
    else for (const { reason } of entries.filter((entry) => used.has(entry))) allowed.push({ title, hits, reason });
  }
  const stale = allowList
    .filter((entry) => !used.has(entry))
    .map((entry) => {
      const isKnown = report.rules.some((rule) => isAbout(entry, rule));
      const where = entry.log === undefined ? 'these logs' : `"${entry.log}"`;
      const message = isKnown ? `It finds nothing in ${where} any more.` : 'There is no such detection.';
      return { line: entry.line, detection: entry.detection, message };
    });
  const sorted = noisy.sort((a, b) => b.hits - a.hits || (a.title < b.title ? -1 : 1));
  const { events } = report;
  const errors = [...report.errors, ...report.unscanned];
  return { detections: report.rules.length, events, noisy: sorted, allowed, stale, errors };
}

const isAbout = ({ detection }: AllowedNoise, { id, title }: ScannedRule): boolean =>
  detection.toLowerCase() === title.toLowerCase() || detection.toLowerCase() === id.toLowerCase();

const isLog = (wanted: string, log: string): boolean => log === wanted || log.endsWith(`/${wanted}`);

function countByLog({ events }: ScannedRule): readonly { readonly log: string; readonly events: number }[] {
  const counts = new Map<string, number>();
  for (const { file } of events) counts.set(file, (counts.get(file) ?? 0) + 1);
  return [...counts].map(([log, count]) => ({ log, events: count })).sort((a, b) => b.events - a.events);
}
