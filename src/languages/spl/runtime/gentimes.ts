import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { GentimesArguments } from '../commands/gentimes.ts';
import { SECONDS_PER_DAY, secondsOf } from '../time/calendar.ts';
import { strftime } from '../time/strftime.ts';
import { toNumber, toText } from '../values.ts';
import { timeSpan } from './bucket.ts';
import { columnOf } from './support.ts';

const MOST_ROWS = 100_000;

/** Adjacent ranges of time up to an end that is no part of them; one row comes in, with the run's present. */
export const gentimes: TableFunction = {
  name: 'spl.gentimes',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { start, end, increment } = options as GentimesArguments;
    const now = toNumber(columnOf(concatenate(input), 'now').at(0)) ?? 0;
    const midnight = Math.floor(now / SECONDS_PER_DAY) * SECONDS_PER_DAY;
    const step = timeSpan(increment.toLowerCase()).next(0);
    const last = end === undefined ? midnight : secondsAt(end, midnight);
    const builder = new RowBuilder(['endhuman', 'endtime', 'starthuman', 'starttime']);
    for (let at = secondsAt(start, midnight); at < last; at += step) {
      if (builder.length >= MOST_ROWS)
        throw new QueryFailure('budget-exceeded', 'gentimes would make too many results.');
      const final = at + step - 1;
      builder.add([
        ['endhuman', human(final)],
        ['endtime', final],
        ['starthuman', human(at)],
        ['starttime', at],
      ]);
    }
    yield builder.build();
  },
};

const human = (seconds: number): string => toText(strftime(seconds, '%a %b %e %H:%M:%S %Y')).replace(/ +/g, ' ');

function secondsAt(text: string, midnight: number): number {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{2,4})(?::(\d{1,2}):(\d{1,2}):(\d{1,2}))?$/.exec(text);
  if (!match) return midnight + Number(text) * SECONDS_PER_DAY;
  const [month, day, year, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const full = (year ?? 0) < 100 ? 2000 + (year ?? 0) : (year ?? 0);
  return secondsOf(full, (month ?? 1) - 1, day ?? 1) + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
