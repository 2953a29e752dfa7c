import { describe, expect, it } from 'vitest';
import { csvReader } from '../../../src/data/readers/csv.ts';
import { readerFor } from '../../../src/data/readers/index.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const values = (path: string) =>
  readAll(csvReader, path).records.map(({ document }) =>
    document.kind === 'object' ? { ...document.value } : document.kind,
  );

describe('csvReader', () => {
  it('makes an event of each row, quotes and line breaks inside cells included', () => {
    const path = temporaryFile(
      'a.csv',
      'TimeGenerated [UTC],Account,Note\r\n2026-01-01,alice,"one, ""two""\nthree"\n2026-01-02,bob,\n',
    );
    expect(values(path)).toEqual([
      { TimeGenerated: '2026-01-01', Account: 'alice', Note: 'one, "two"\nthree' },
      { TimeGenerated: '2026-01-02', Account: 'bob' },
    ]);
    expect(readAll(csvReader, path).total).toBe(2);
  });

  it('reads tabs', () => {
    expect(values(temporaryFile('a.tsv', 'a\tb\n1\t2\n'))).toEqual([{ a: '1', b: '2' }]);
  });

  it.each([
    ['semicolons', 'a;b;c\n1;2,5;"x;""y"""\n', [{ a: '1', b: '2,5', c: 'x;"y"' }]],
    ['bars', 'a|b\n1|2\n', [{ a: '1', b: '2' }]],
    ["Excel's separator line", 'sep=;\r\na;b\r\n1;2\r\n', [{ a: '1', b: '2' }]],
    ['names in quotes, and beyond ASCII', '"a b","c,d",Größe\n1,2,3\n', [{ 'a b': '1', 'c,d': '2', Größe: '3' }]],
    ['empty columns at the end', 'a,b,,\n1,2,,\n', [{ a: '1', b: '2' }]],
    [
      'a header that comes again',
      'a,b\n1,2\na,b\n3,4\n',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    [
      'returns alone',
      'a,b\r1,2\r3,4\r',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['a byte order mark', '\ufeff"a","b"\r\n"1","2"\r\n', [{ a: '1', b: '2' }]],
  ])('reads %s', (_title, content, expected) => {
    const path = temporaryFile('a.csv', content);
    expect(readerFor({ path })).toBe(csvReader);
    expect(values(path)).toEqual(expected);
    expect(readAll(csvReader, path)).toMatchObject({ problems: [], total: expected.length });
  });

  it.each([
    ['a,b\n1,2\n', true],
    ['a,b\n1,2,3\n', false],
    ['1,2022/05/10 11:08:38,THREAT\n1,2022/05/10 11:08:39,THREAT\n', false],
    ['a plain line, with a comma\nanother line\n', false],
    ['{"a": 1, "b": 2}\n{"a": 1, "b": 3}\n', false],
  ])('tells by %j', (head, expected) => {
    expect(csvReader.detects(Buffer.from(head))).toBe(expected);
  });
});
