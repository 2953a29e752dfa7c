/**
 * What has to run before a test so that its search finds what it reads: baselines and detections that write its lookups,
 * and for a Correlation the detections whose risk events and findings it counts. Everything runs anew for each test, so
 * that a result depends neither on the order of tests nor on workers or shards.
 */
import { analyticStories, type ContentObject, type Detection, type TestDefinition } from '../content/index.ts';
import { isMapping } from '../content/kind.ts';
import type { LogFile } from '../data/record.ts';
import { type ResolveOptions, resolveData } from '../data/resolve.ts';
import type { Lowering } from '../languages/front-end.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { type FindingSource, findingSourceOf } from './findings.ts';
import { planReads } from './plan-reads.ts';
import type { Workspace } from './workspace.ts';

/** A query to run before another. */
export interface Producer {
  readonly name: string;
  readonly query: LoweredQuery;
  /** Absent: the logs of the test. */
  readonly logs?: readonly LogFile[];
  readonly finding?: FindingSource;
}

/** Content among which producers are looked for. */
export interface ProducerContent {
  readonly detections: readonly Detection[];
  readonly baselines: readonly ContentObject[];
}

export interface Preparation {
  readonly producers: readonly Producer[];
  /** Whether the search reads risk events or findings. */
  readonly readsFindings: boolean;
  /** Why something that would have run does not. */
  readonly notes: readonly string[];
  /** Whether data of a producer is not available offline. */
  readonly missingData: boolean;
}

const NOTHING: Preparation = { producers: [], readsFindings: false, notes: [], missingData: false };

export class Producers {
  readonly #workspace: Workspace;
  readonly #data: ResolveOptions;
  readonly #content: () => ProducerContent;
  readonly #lowered = new Map<string, Promise<Lowering>>();

  /** `content` is asked for when the first test needs a producer. */
  constructor(workspace: Workspace, data: ResolveOptions, content: () => ProducerContent) {
    this.#workspace = workspace;
    this.#data = data;
    let known: ProducerContent | undefined;
    this.#content = () => (known ??= ordered(content()));
  }

  /** What runs before a test of a detection. */
  async before(detection: Detection, query: LoweredQuery, test: TestDefinition): Promise<Preparation> {
    if (query.language !== 'spl' || detection.kind !== 'escu-detection') return NOTHING;
    const { lookups, findings } = planReads(query);
    const readsFindings = findings || detection.type === 'Correlation';
    const draft: Draft = { producers: [], notes: [], missingData: false };
    if (lookups.size > 0) await this.#addLookupWriters(detection, lookups, draft);
    if (readsFindings) await this.#addFindingMakers(detection, test, draft);
    return { ...draft, readsFindings };
  }

  /** Baselines over the data of the test; detections over their own, as they run before it in Splunk. */
  async #addLookupWriters(detection: Detection, lookups: ReadonlySet<string>, draft: Draft): Promise<void> {
    const { baselines, detections } = this.#content();
    for (const baseline of baselines) {
      const search = baseline.document.text(['search'])?.text;
      if (search === undefined || !/outputlookup/i.test(search)) continue;
      const lowering = await this.#lower(search);
      if (!writesAny(lowering, lookups) && !serves(baseline, detection)) continue;
      this.#add(draft, { name: baseline.name, lowering });
    }
    for (const other of detections) {
      const search = other.query?.text;
      if (other.file === detection.file || search === undefined || !/outputlookup/i.test(search)) continue;
      const lowering = await this.#lower(search);
      if (writesAny(lowering, lookups)) this.#addOverOwnData(draft, other, lowering);
    }
  }

  /** Detections of the same analytic stories or techniques, over the data of the test or, when it names none, their own. */
  async #addFindingMakers(detection: Detection, test: TestDefinition, draft: Draft): Promise<void> {
    const stories = new Set(analyticStories(detection));
    const techniques = new Set(detection.techniques);
    for (const other of this.#content().detections) {
      if (other.file === detection.file || other.type === 'Correlation' || isRetired(other)) continue;
      const finding = findingSourceOf(other);
      if (!finding) continue;
      const related =
        finding.stories.some((story) => stories.has(story)) || finding.techniques.some((id) => techniques.has(id));
      if (!related) continue;
      const lowering = await this.#lower(other.query?.text ?? '');
      if (test.attackData.length === 0) this.#addOverOwnData(draft, other, lowering, finding);
      else this.#add(draft, { name: other.name, lowering, finding });
    }
  }

  #addOverOwnData(draft: Draft, detection: Detection, lowering: Lowering, finding?: FindingSource): void {
    for (const test of detection.tests) {
      if (test.type !== 'unit' || test.attackData.length === 0) continue;
      const data = test.attackData.map((reference) => resolveData(reference, this.#data));
      const logs = data.flatMap(({ log }) => (log ? [log] : []));
      const name = `${detection.name} › ${test.name}`;
      if (logs.length < data.length) {
        draft.notes.push(`"${name}" did not run before: its data is not there.`);
        draft.missingData ||= data.some(({ unavailable }) => unavailable);
      } else {
        this.#add(draft, { name, lowering, logs, ...(finding && { finding }) });
      }
    }
  }

  #add(draft: Draft, { lowering, ...producer }: Omit<Producer, 'query'> & { readonly lowering: Lowering }): void {
    if (lowering.query) draft.producers.push({ ...producer, query: lowering.query });
    else {
      const why = lowering.problems[0]?.message ?? 'its search cannot be run';
      draft.notes.push(`"${producer.name}" did not run before: ${why}`);
    }
  }

  #lower(search: string): Promise<Lowering> {
    let lowering = this.#lowered.get(search);
    if (!lowering) {
      lowering = this.#workspace.lowerText('spl', search);
      this.#lowered.set(search, lowering);
    }
    return lowering;
  }
}

interface Draft {
  readonly producers: Producer[];
  readonly notes: string[];
  missingData: boolean;
}

const writesAny = ({ query }: Lowering, lookups: ReadonlySet<string>): boolean =>
  query !== undefined && [...planReads(query).written].some((name) => lookups.has(name));

/** Whether a baseline names the detection among those it serves. */
function serves(baseline: ContentObject, { name }: Detection): boolean {
  const value = isMapping(baseline.document.value) ? baseline.document.value : {};
  const tags = isMapping(value['tags']) ? value['tags'] : {};
  const list = tags['detections'] ?? value['detections'];
  return Array.isArray(list) && list.includes(name);
}

const isRetired = ({ status }: Detection): boolean => status === 'deprecated' || status === 'removed';

/** By file and name, so that what was selected how makes no difference; each once. */
function ordered({ detections, baselines }: ProducerContent): ProducerContent {
  const byFile = <T extends { readonly file: string; readonly name: string }>(list: readonly T[]): readonly T[] => {
    const key = ({ file, name }: T) => `${file}\n${name}`;
    const known = new Map(list.map((entry) => [key(entry), entry]));
    return [...known.values()].sort((left, right) => (key(left) < key(right) ? -1 : 1));
  };
  return { detections: byFile(detections), baselines: byFile(baselines) };
}
