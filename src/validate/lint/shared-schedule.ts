import type { YamlDocument } from '../../content/model.ts';
import { relativeTime } from '../../languages/spl/time/relative-time.ts';
import { cronIntervals } from '../../util/cron.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

/** When a search of Splunk runs and what it looks at, in minutes. */
export interface Schedule {
  readonly path: Path;
  readonly cron: string;
  /** Undefined when the cron expression says nothing. */
  readonly intervals: { readonly least: number; readonly most: number } | undefined;
  /** How long the window is, and how long before a run it ends; undefined when one of its ends says nothing. */
  readonly window: { readonly length: number; readonly delay: number } | undefined;
  readonly earliest: string;
  readonly latest: string;
}

const PLACES: readonly Path[] = [['custom_schedule'], ['schedule'], ['deployment', 'scheduling'], ['scheduling'], []];

/** A Wednesday at noon: far from where months, weeks and days snap. */
const NOW = Date.UTC(2026, 4, 13, 12) / 1000;

/** Where a document may spell out a schedule, and the texts of it. */
export const schedulePlaces = ({
  value,
}: YamlDocument): readonly { readonly path: Path; readonly text: (key: string) => string | undefined }[] =>
  PLACES.map((path) => ({
    path,
    text: (key) => {
      const found = valueAt(value, [...path, key]);
      return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : undefined;
    },
  }));

/** The schedules that a detection, a baseline or a deployment spells out. */
export function schedulesOf(document: YamlDocument): readonly Schedule[] {
  return schedulePlaces(document).flatMap(({ path, text }) => {
    const [cron, earliest, latest] = ['cron_schedule', 'earliest_time', 'latest_time'].map(text);
    if (cron === undefined || earliest === undefined || latest === undefined) return [];
    const [start, end] = [earliest, latest].map((time) => relativeTime(NOW, time));
    const isKnown = typeof start === 'number' && typeof end === 'number';
    const window = isKnown ? { length: (end - start) / 60, delay: (NOW - end) / 60 } : undefined;
    return [{ path, cron, intervals: cronIntervals(cron), window, earliest, latest }];
  });
}
