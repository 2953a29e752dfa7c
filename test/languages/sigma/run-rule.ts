import type { RecordBatch } from '../../../src/data/record.ts';
import { textDocument } from '../../../src/data/readers/text-document.ts';
import { lowerSigma, type SigmaOptions, sigmaEntries } from '../../../src/languages/sigma/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { sigmaCatalog } from '../../../src/platforms/sigma/index.ts';
import { eventFilterOf, SigmaMatcher } from '../../../src/platforms/sigma/matcher/index.ts';
import { eventRecord } from '../../../src/table/batch.ts';

type Json = Readonly<Record<string, unknown>>;

/** Records of JSON objects. */
export function objectRecords(events: readonly Json[]): RecordBatch {
  return {
    length: events.length,
    record: (index) => index + 1,
    raw: (index) => JSON.stringify(events[index]),
    document: (index) => ({ kind: 'object', value: events[index] as Json }),
  };
}

/** Records of lines of text. */
export function textRecords(lines: readonly string[]): RecordBatch {
  return {
    length: lines.length,
    record: (index) => index + 1,
    raw: (index) => lines[index] as string,
    document: (index) => textDocument(lines[index] as string),
  };
}

/** A rule with this detection over any product's events. */
export const ruleOf = (detection: unknown, logsource: unknown = { category: 'test' }): Json => ({
  logsource,
  detection,
});

/** The numbers of the records that match, which every way of running a rule agrees on. */
export function matchesOf(rule: unknown, records: RecordBatch, options: SigmaOptions = {}): readonly number[] {
  const { query, problems } = lowerSigma(rule, options);
  if (!query) throw new Error(JSON.stringify(problems));
  const catalog = sigmaCatalog(
    { files: [{ name: 'test', path: 'test' }], read: () => [records] },
    { report: () => undefined },
  );
  const ways = [true, false].map((optimise) => {
    const found: number[] = [];
    const { batches } = execute(query.plan, query.stages.length, {
      library: createLibrary(sigmaEntries),
      catalog,
      clock: { now: 0n },
      optimise,
    });
    for (const batch of batches)
      for (const row of batch.rows()) found.push(eventRecord(batch.originsAt(row)[0] as number));
    return found;
  });
  const filter = eventFilterOf(query.plan);
  if (filter) {
    const found: number[] = [];
    new SigmaMatcher([filter]).match(records, (_rule, record) => found.push(record));
    ways.push(found);
  }
  const [first] = ways as [number[]];
  if (ways.some((way) => JSON.stringify(way) !== JSON.stringify(first)))
    throw new Error(`Ways differ: ${JSON.stringify(ways)}`);
  return first;
}
