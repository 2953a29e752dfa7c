import { describe, expect, it } from 'vitest';
import { textReader } from '../../../src/data/readers/text.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

describe('textReader', () => {
  it('makes an event of each line that is not blank', () => {
    const path = temporaryFile('plain.log', 'one\r\n\n  \ntwo ö\nthree');
    const { records, total } = readAll(textReader, path);
    expect(records.map(({ record, raw }) => [record, raw])).toEqual([
      [1, 'one'],
      [2, 'two ö'],
      [3, 'three'],
    ]);
    expect(total).toBe(3);
  });

  it('skips lines without the needles', () => {
    const path = temporaryFile('needles.log', 'alpha\nBETA x\ngamma beta\n');
    const { records, total } = readAll(textReader, path, { needles: [['beta']] });
    expect(records.map(({ record, raw }) => [record, raw])).toEqual([
      [2, 'BETA x'],
      [3, 'gamma beta'],
    ]);
    expect(total).toBe(3);
  });
});
