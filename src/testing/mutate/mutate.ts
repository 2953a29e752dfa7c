/**
 * Mutation testing of detections: each clause dropped and negated, each literal changed, each threshold moved. A mutant
 * with which all tests still pass shows that nothing tests that place. In: detections with tests that pass. Out: a score
 * for each, and the mutants that survived.
 */
import type { Detection, TestDefinition } from '../../content/model.ts';
import { TestSession } from '../test-session.ts';
import type { Session } from '../open-session.ts';
import type { MutantResult, MutationReport, MutationResult } from './model.ts';
import type { Mutant } from './model.ts';
import { mutantsOf } from './mutants.ts';

export interface MutateOptions {
  readonly session: Pick<Session, 'workspace' | 'findings' | 'data' | 'producers'>;
  readonly detections: readonly Detection[];
  /** Worker threads. */
  readonly jobs: number;
  /** How long all of it may take, in milliseconds; what is left then is untried. */
  readonly budgetMs?: number;
  readonly onProgress?: (done: number, all: number, detection: Detection) => void;
  readonly onResult?: (result: MutationResult) => void;
}

/** Runs the tests of every detection against its mutants. */
export async function mutate(options: MutateOptions): Promise<MutationReport> {
  const { session, jobs, budgetMs } = options;
  const ends = budgetMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + budgetMs;
  const tests = new TestSession({ ...session, workers: jobs });
  const detections: MutationResult[] = [];
  try {
    for (const detection of options.detections) {
      const result = await new Trial(detection, tests, options, ends).run();
      detections.push(result);
      options.onResult?.(result);
    }
  } finally {
    await tests.close();
  }
  const sum = (count: (result: MutationResult) => number) => detections.reduce((total, one) => total + count(one), 0);
  const [killed, survived] = [sum((one) => one.killed), sum((one) => one.survived)];
  return {
    summary: {
      detections: detections.length,
      mutants: killed + survived,
      killed,
      survived,
      untried: sum(({ untried }) => untried),
      unscored: detections.filter(({ score }) => score === null).length,
      score: percent(killed, survived),
    },
    detections,
  };
}

/** One detection and its mutants. */
class Trial {
  readonly #detection: Detection;
  readonly #tests: readonly TestDefinition[];
  readonly #session: TestSession;
  readonly #options: MutateOptions;
  readonly #ends: number;

  constructor(detection: Detection, session: TestSession, options: MutateOptions, ends: number) {
    this.#detection = detection;
    this.#tests = detection.tests.filter(({ type }) => type === 'unit' || type === 'benign');
    this.#session = session;
    this.#options = options;
    this.#ends = ends;
  }

  async run(): Promise<MutationResult> {
    if (this.#tests.length === 0) return this.#unscored('It has no test.');
    const { query, problems } = await this.#options.session.workspace.lower(this.#detection);
    if (!query) return this.#unscored(problems[0]?.message ?? 'The query cannot be run.');
    for (const test of this.#tests) {
      const { verdict, message } = await this.#session.run(this.#detection, test);
      if (verdict !== 'pass') return this.#unscored(`"${test.name}" does not pass as it is: ${message || verdict}`);
    }
    const mutants = mutantsOf(this.#detection, query);
    const results: (MutantResult | 'invalid' | 'untried')[] = new Array(mutants.length).fill('untried');
    let next = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      while (next < mutants.length && performance.now() < this.#ends) {
        const at = next;
        next += 1;
        results[at] = await this.#try(mutants[at] as Mutant);
        done += 1;
        this.#options.onProgress?.(done, mutants.length, this.#detection);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#options.jobs) }, work));
    const tried = results.filter((result) => typeof result === 'object');
    const killed = tried.filter(({ verdict }) => verdict === 'killed').length;
    return this.#result({
      score: percent(killed, tried.length - killed) ?? 100,
      killed,
      survived: tried.length - killed,
      invalid: results.filter((result) => result === 'invalid').length,
      untried: results.filter((result) => result === 'untried').length,
      mutants: tried,
    });
  }

  async #try(mutant: Mutant): Promise<MutantResult | 'invalid'> {
    const { query } = await this.#options.session.workspace.lower(mutant.detection);
    if (!query) return 'invalid';
    const { kind, range, before, after } = mutant;
    const { line, column } = range.start;
    const known = { kind, line, column, before, after };
    for (const test of this.#tests) {
      const { verdict } = await this.#session.run(mutant.detection, test);
      if (verdict !== 'pass') return { ...known, verdict: 'killed', by: test.name };
    }
    return { ...known, verdict: 'survived' };
  }

  #unscored(problem: string): MutationResult {
    return this.#result({ score: null, problem });
  }

  #result(known: Partial<MutationResult> & Pick<MutationResult, 'score'>): MutationResult {
    const { id, name, file, language } = this.#detection;
    return {
      detection: { id, name, file, language },
      killed: 0,
      survived: 0,
      invalid: 0,
      untried: 0,
      tests: this.#tests.length,
      mutants: [],
      ...known,
    };
  }
}

/** In percent, with one decimal place, rounded down: 100 means all. */
const percent = (killed: number, survived: number): number | null =>
  killed + survived === 0 ? null : Math.floor((killed / (killed + survived)) * 1000) / 10;
