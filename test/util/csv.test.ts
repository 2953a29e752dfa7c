import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCells, csvRows, firstCsvRow } from '../../src/util/csv.ts';

describe('csv', () => {
  it.each([
    ['', ['']],
    ['a', ['a']],
    ['a,b,', ['a', 'b', '']],
    [',', ['', '']],
    ['"a, b",c', ['a, b', 'c']],
    ['"a ""b""",c', ['a "b"', 'c']],
    ['"a"b,c', ['ab', 'c']],
    ['a"b",c', ['a"b"', 'c']],
    ['"not closed, c', ['not closed, c']],
    ['"",""', ['', '']],
  ])('cells of %j', (row, cells) => {
    expect(csvCells(row)).toEqual(cells);
  });

  it('reads rows with either line end, without empty lines and byte order mark', () => {
    expect(csvRows('\ufeffa,b\r\n\r\n1,"x\ny"\n2,\n')).toEqual([
      ['a', 'b'],
      ['1', 'x\ny'],
      ['2', ''],
    ]);
    expect(firstCsvRow('a,"b\nc"\r\nd')).toEqual(['a', 'b\nc']);
  });

  it('gives back what was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é') });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        expect(csvRows(rows.map((row) => row.map(quoted).join(',')).join('\r\n'))).toEqual(rows);
      }),
    );
  });
});
