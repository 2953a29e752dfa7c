/** Numerical functions that JavaScript lacks, to about fifteen digits. */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function's absolute value. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.abs(Math.PI / Math.sin(Math.PI * x))) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = LANCZOS.reduce((total, factor, index) => (index === 0 ? factor : total + factor / (shifted + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

export function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN;
    if (x <= 171) {
      let product = 1;
      for (let factor = 2; factor < x; factor += 1) product *= factor;
      return product;
    }
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  return Math.exp(logGamma(x));
}

const MAXIMUM_STEPS = 500;
const PRECISION = 1e-16;
const TINY = 1e-300;

/** The regularised lower incomplete gamma function by its series: for x below a + 1. */
function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < MAXIMUM_STEPS; step += 1) {
    term *= x / (a + step);
    sum += term;
    if (Math.abs(term) < Math.abs(sum) * PRECISION) break;
  }
  return sum * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

/** The regularised upper incomplete gamma function by its continued fraction: for x from a + 1. */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let step = 1; step < MAXIMUM_STEPS; step += 1) {
    const factor = -step * (step - a);
    b += 2;
    d = 1 / (Math.abs(factor * d + b) < TINY ? TINY : factor * d + b);
    c = Math.abs(b + factor / c) < TINY ? TINY : b + factor / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return h * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x === 0) return 0;
  const square = x * x;
  const magnitude = square < 1.5 ? gammaSeries(0.5, square) : 1 - gammaFraction(0.5, square);
  return x < 0 ? -magnitude : magnitude;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  const square = x * x;
  if (x > 0 && square >= 1.5) return square > 745 ? 0 : gammaFraction(0.5, square);
  return 1 - erf(x);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / atLeastTiny(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let step = 1; step < MAXIMUM_STEPS; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    d = 1 / atLeastTiny(1 + even * d);
    c = atLeastTiny(1 + even / c);
    h *= d * c;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    d = 1 / atLeastTiny(1 + odd * d);
    c = atLeastTiny(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return h;
}

const atLeastTiny = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The cumulative distribution of the beta distribution. */
export function betaCdf(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

export function betaPdf(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return Number.NaN;
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
}

/** The inverse of {@link betaCdf}, by bisection. */
export function betaInverse(probability: number, a: number, b: number): number {
  if (!(probability >= 0 && probability <= 1 && a > 0 && b > 0)) return Number.NaN;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200 && high - low > 0; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaCdf(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The two-sided p-value of Welch's t-test. */
export function welchTest(
  mean1: number,
  variance1: number,
  count1: number,
  mean2: number,
  variance2: number,
  count2: number,
): number {
  const part1 = variance1 / count1;
  const part2 = variance2 / count2;
  const t = (mean1 - mean2) / Math.sqrt(part1 + part2);
  const freedom = (part1 + part2) ** 2 / (part1 ** 2 / (count1 - 1) + part2 ** 2 / (count2 - 1));
  return betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
}
