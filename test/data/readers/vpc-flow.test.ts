import { describe, expect, it } from 'vitest';
import { recordTime } from '../../../src/data/event-time.ts';
import { readers } from '../../../src/data/readers/index.ts';
import { vpcFlowReader } from '../../../src/data/readers/vpc-flow.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const HEAD = 'srcaddr dstaddr dstport action start';
const ROW = '2 123456789012 eni-1 192.0.2.7 198.51.100.9 49152 443 6 12 3400 1777996860 1777996918 ACCEPT OK';

const formatOf = (head: string): string | undefined =>
  readers.find((reader) => reader.detects(Buffer.from(head)))?.name;

function read(content: string) {
  const { records, problems } = readAll(vpcFlowReader, temporaryFile('flow.log', content));
  return { values: records.map(({ document }) => (document.kind === 'object' ? document.value : document)), problems };
}

describe('vpcFlowReader', () => {
  it('takes rows without a head for the default format, and passes over the time that CloudWatch puts before them', () => {
    const { values, problems } = read(`2026-05-05T16:03:00.000Z ${ROW}\n${ROW}\n`);
    expect(problems).toEqual([]);
    expect(values[0]).toEqual(values[1]);
    expect(values[1]).toMatchObject({ version: '2', 'interface-id': 'eni-1', dstport: '443', 'log-status': 'OK' });
  });

  it('takes each head for the rows behind it', () => {
    expect(
      read(`${HEAD}\n192.0.2.7 198.51.100.9 22 REJECT 1777996860\nsrcaddr dstaddr action\n192.0.2.8 - -\n`),
    ).toEqual({
      values: [
        { srcaddr: '192.0.2.7', dstaddr: '198.51.100.9', dstport: '22', action: 'REJECT', start: '1777996860' },
        { srcaddr: '192.0.2.8', dstaddr: '-', action: '-' },
      ],
      problems: [],
    });
  });

  it('says which rows are longer or shorter than their head, and reads them as far as it goes', () => {
    const { values, problems } = read(`${HEAD}\n192.0.2.7 198.51.100.9 22\n${ROW}\n`);
    expect(values[0]).toEqual({ srcaddr: '192.0.2.7', dstaddr: '198.51.100.9', dstport: '22' });
    expect(problems).toEqual([
      'FD510 Record 1 is damaged: it has 3 cells, the format 5 fields. It is read as it stands.',
      'FD510 Record 2 is damaged: it has 14 cells, the format 5 fields. It is read as it stands.',
    ]);
  });

  it('has the start of the capture window for a time, where the format has one', () => {
    const times = (content: string) => {
      const file = { name: 'flow.log', path: temporaryFile('flow.log', content) };
      return [...vpcFlowReader.read(file, { batchSize: 8, report: () => undefined })].flatMap((batch) =>
        Array.from({ length: batch.length }, (_, index) => recordTime(batch, index)),
      );
    };
    expect(times(`${HEAD}\n192.0.2.7 198.51.100.9 22 REJECT 1777996860\n192.0.2.7 198.51.100.9 22 REJECT -\n`)).toEqual(
      [1777996860000000000n, undefined],
    );
    expect(times(`version srcaddr dstaddr\n2 192.0.2.7 198.51.100.9\n`)).toEqual([undefined]);
  });

  it.each([
    ['vpc-flow', `${HEAD}\n`],
    ['vpc-flow', `${ROW}\n${ROW.replace('OK', 'SKIPDATA')}\n`],
    ['text', 'the action start of a bytes end\n'],
    ['text', `${ROW} and more\n`],
    ['csv', 'srcaddr,dstaddr,action\n192.0.2.7,198.51.100.9,ACCEPT\n'],
  ])('is told from others: %s', (format, head) => {
    expect(formatOf(head)).toBe(format);
  });
});
