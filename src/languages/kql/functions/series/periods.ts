import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf, toLong } from '../../convert.ts';
import { defineFunction, type KqlFunction, valuesOf } from '../define.ts';
import { realSeries, SERIES, wholeSeries } from './define.ts';
import { periodicityOf } from './period.ts';

const DIFFERENCES =
  'The service does not document which frequencies of a series it takes for periods: a series about which its recorded answers do not tell is not supported.';

/** The service takes no more periods than this at once. */
const MOST_PERIODS = 16;

const SERIES_TEXT =
  'dynamic([8, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10, 10, 12, 14, 12, 10])';

function unclear(name: string): never {
  throw new QueryFailure('unsupported-option', `${name} cannot tell the periods of this series.`);
}

export const periodSeries: readonly KqlFunction[] = [
  defineFunction({
    name: 'series_periods_detect',
    category: SERIES,
    syntax: 'series_periods_detect(series, min_period, max_period, num_periods)',
    summary: 'The periods of a series and their scores, a column each; 0 where there are not so many.',
    examples: [{ expression: `toscalar(print series_periods_detect(${SERIES_TEXT}, 0.0, 50.0, 2))`, result: [5, 0] }],
    status: 'partial',
    differences: DIFFERENCES,
    compile: (site, signature) => {
      const [series, least, most, count] = valuesOf(site, signature);
      return (row) => {
        const numbers = wholeSeries(series?.(row) ?? null);
        const wanted = Math.max(0, Number(toLong(count?.(row) ?? null) ?? 0));
        if (!numbers) return [null, null];
        const periodicity = periodicityOf(numbers);
        const found = periodicity.periods(realOf(least?.(row) ?? null) ?? 0, realOf(most?.(row) ?? null) ?? 0);
        if (found === 'unclear') return unclear('series_periods_detect');
        const places = Array.from({ length: wanted }, (_, at) => found[at]);
        return [
          realSeries(places.map((period) => period ?? 0)),
          realSeries(places.map((period) => (period === undefined ? 0 : periodicity.score(period)))),
        ];
      };
    },
  }),
  defineFunction({
    name: 'series_periods_validate',
    category: SERIES,
    syntax: 'series_periods_validate(series, period, …)',
    summary: 'The given periods and how well a series agrees with each, a column each; 0 for what is no period of it.',
    examples: [{ expression: `toscalar(print series_periods_validate(${SERIES_TEXT}, 5.0, 3.0))`, result: [5, 3] }],
    status: 'partial',
    differences: DIFFERENCES,
    compile: (site, signature) => {
      const [series, ...periods] = valuesOf(site, signature);
      return (row) => {
        const numbers = wholeSeries(series?.(row) ?? null);
        if (!numbers) return [null, null];
        const asked = periods.slice(0, MOST_PERIODS).map((period) => realOf(period(row)) ?? 0);
        const periodicity = periodicityOf(numbers);
        const scores = asked.map((period) => {
          const score = periodicity.validated(period);
          return score === 'unclear' ? unclear('series_periods_validate') : score;
        });
        return [realSeries(asked), realSeries(scores)] satisfies Value[];
      };
    },
  }),
];
