import { describe, expect, it } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { readers } from '../../../src/data/readers/index.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const samples = readers.flatMap((reader) =>
  reader.samples.map((sample, at) => [`${reader.name}: ${sample.title}`, reader, sample, at] as const),
);

describe('samples of formats', () => {
  it.each(readers.map((reader) => [reader.name, reader] as const))('%s has some, and a reference', (_name, reader) => {
    expect(reader.samples.length).toBeGreaterThan(0);
    expect(reader.reference).toMatch(/^https:\/\//);
  });

  it.each(samples)('%s', (_title, reader, sample, at) => {
    const path = temporaryFile(`${reader.name}-${at}.log`, Buffer.from(sample.log, sample.encoding ?? 'utf8'));
    const { records, problems, total } = readAll(reader, path);
    expect(records.map(({ document }) => document)).toEqual(sample.documents);
    expect(problems.map((problem) => sample.problems?.find((part) => problem.includes(part)) ?? problem)).toEqual(
      sample.problems ?? [],
    );
    expect(total).toBe(sample.documents.length);
    // The file's content tells its format, and batches of one record give the same.
    const source = openEventSource([{ name: 'test.log', path }]);
    const documents = [...source.read(0, { batchSize: 1, report: () => undefined })].map((batch) => batch.document(0));
    expect(documents).toEqual(sample.documents);
  });
});
