import { fourier } from './fourier.ts';
import { largest } from '../../../../util/append.ts';

/** Periods of fewer elements are not looked for. */
const SHORTEST = 4;

/**
 * The service looks at the strong frequencies of a series alone, and does not say how strong is strong. Shares of the
 * whole power from its recorded answers: so much is strong, so little is not; between them we cannot tell.
 */
const SURELY_STRONG = 0.18;
const SURELY_WEAK = 0.04;

/** What only the service could tell. */
export type Unclear = 'unclear';

export interface Periodicity {
  /** How well the series agrees with itself moved by so many elements: 1 for wholly, 0 for the worst of all moves. */
  score(period: number): number;
  /** The score of a period that is there; 0 of one that is not. */
  validated(period: number): number | Unclear;
  /** The periods that are there, best first. */
  periods(least: number, most: number): readonly number[] | Unclear;
  /** The best of all periods with at least this score; undefined when there is none. */
  best(threshold: number): number | undefined | Unclear;
}

/** The periodicity of a series: its autocorrelation around a circle, which decides scores, and its frequencies. */
export function periodicityOf(series: readonly number[]): Periodicity {
  const count = series.length;
  const mean = series.reduce((sum, value) => sum + value, 0) / count;
  const spectrum = fourier({ real: series.map((value) => value - mean), imaginary: series.map(() => 0) }, -1);
  const power = spectrum.real.map((real, at) => real ** 2 + (spectrum.imaginary[at] as number) ** 2);
  const total = power.reduce((sum, value) => sum + value, 0);
  const correlation = fourier({ real: power, imaginary: power.map(() => 0) }, 1).real;
  const highest = correlation[0] ?? 0;
  const lowest = correlation.reduce((least, value) => Math.min(least, value), highest);
  const shareAt = (frequency: number): number => (total === 0 ? 0 : (power[frequency] ?? 0) / total);
  const score = (period: number): number =>
    highest === lowest ? 0 : ((correlation[period] as number) - lowest) / (highest - lowest);
  const isPeak = (period: number): boolean =>
    score(period) > score(period - 1) && score(period) >= score((period + 1) % count);
  /** The peak of the autocorrelation that the period of a frequency lies beside. */
  const peakNear = (frequency: number): number | undefined => {
    const from = Math.floor(count / (frequency + 1)) + 1;
    const to = Math.ceil(count / (frequency - 1)) - 1;
    let best: number | undefined;
    for (let period = Math.max(SHORTEST, from); period <= Math.min(to, Math.floor(count / 2)); period += 1) {
      if (isPeak(period) && (best === undefined || score(period) > score(best) + 1e-9)) best = period;
    }
    return best;
  };
  const frequencies = Array.from({ length: Math.floor(count / 2) }, (_, at) => at + 1).slice(1);
  const peaksOf = (isWanted: (share: number) => boolean): readonly number[] =>
    [...new Set(frequencies.flatMap((at) => (isWanted(shareAt(at)) ? (peakNear(at) ?? []) : [])))].sort(
      (left, right) => score(right) - score(left),
    );
  const strong = peaksOf((share) => share >= SURELY_STRONG);
  const doubtful = peaksOf((share) => share < SURELY_STRONG && share > SURELY_WEAK);

  return {
    score,
    validated: (period) => {
      if (period < SHORTEST || period > count / 2) return 0;
      const near = frequencies.filter((frequency) => Math.abs(frequency - count / period) < 1);
      const share = largest(near.map(shareAt));
      if (share <= SURELY_WEAK) return 0;
      return strong.includes(period) ? score(period) : 'unclear';
    },
    periods: (least, most) => {
      const isWithin = (period: number): boolean => period >= least && period <= most;
      return doubtful.some((period) => isWithin(period) && !strong.includes(period))
        ? 'unclear'
        : strong.filter(isWithin);
    },
    best: (threshold) => {
      const [first, other] = [strong[0], doubtful[0]].map((period) =>
        period !== undefined && score(period) >= threshold ? period : undefined,
      );
      if (other === undefined || other === first) return first;
      return first !== undefined && score(first) >= score(other) ? first : 'unclear';
    },
  };
}
