import type { TestResult } from '../result.ts';
import { EVIDENCE, type Evidence, type Outcome } from './details.ts';

/** From the worst to the best. */
const OUTCOMES: readonly Outcome[] = ['fail', 'error', 'unsupported', 'skipped', 'untested', 'pass'];

export const outcomeOf = ({ verdict, unsupported }: TestResult): Outcome =>
  verdict === 'error' && unsupported ? 'unsupported' : verdict;

/** The worst outcome of a detection's tests. */
export function worstOutcome(tests: readonly TestResult[]): Outcome {
  const seen = new Set(tests.map(outcomeOf));
  return OUTCOMES.find((outcome) => seen.has(outcome)) ?? 'untested';
}

/**
 * What its tests prove of a detection: that it names a technique, that it finds replayed attack data, that it also stays
 * quiet over benign data, that a live engine agrees.
 */
export function evidenceOf(tests: readonly TestResult[]): Evidence {
  const passed = tests.filter(({ verdict }) => verdict === 'pass');
  const found = passed.some(({ test_type }) => test_type !== 'benign');
  if (!found) return 'mapped';
  if (passed.some(({ engine, test_type }) => engine !== undefined && test_type !== 'benign')) return 'live';
  return passed.some(({ test_type }) => test_type === 'benign') ? 'benign' : 'tested';
}

export const strongest = (evidence: readonly Evidence[]): Evidence | undefined =>
  EVIDENCE.findLast((level) => evidence.includes(level));
