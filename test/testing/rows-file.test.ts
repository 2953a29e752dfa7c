import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeWhole, RowsFile, RowsFileProblem } from '../../src/testing/rows-file.ts';

const a = { user: 'alice', count: 1 };
const b = { user: 'bob', ports: ['1', '2'] };

describe('judgeWhole', () => {
  it.each([
    ['the same rows', [a, b], [a, b], false, []],
    ['another order', [a, b], [b, a], false, []],
    ['a number as text, an absent cell as null', [a], [{ count: '1', user: 'alice', note: null }], false, []],
    [
      'another order, when order counts',
      [a, b],
      [b, a],
      true,
      ['Row 1 is {"user":"bob","ports":["1","2"]}, not {"user":"alice","count":1}.'],
    ],
    ['a row too few', [a, a], [a], false, ['A row of the rows file did not come: {"user":"alice","count":1}.']],
    ['a row too many', [a], [a, a], false, ['A row is not in the rows file: {"user":"alice","count":1}.']],
    [
      'a row too many, in order',
      [a],
      [a, b],
      true,
      ['Row 2 is not in the rows file: {"user":"bob","ports":["1","2"]}.'],
    ],
    [
      'a row too few, in order',
      [a, b],
      [a],
      true,
      ['Row 2 of the rows file did not come: {"user":"bob","ports":["1","2"]}.'],
    ],
    ['nothing', [], [], true, []],
  ])('%s', (_name, wanted, rows, ordered, reasons) => {
    expect(judgeWhole(wanted, rows, ordered)).toEqual(reasons);
  });
});

describe('RowsFile', () => {
  const root = mkdtempSync(join(tmpdir(), 'firedrill-rows-'));
  const test = { file: 'detections/a.yml' };
  mkdirSync(join(root, 'detections'));
  symlinkSync(tmpdir(), join(root, 'detections', 'away'));

  it('writes a line for each row, and reads them back', () => {
    const file = new RowsFile(test, 'expected/a.json', root);
    file.write([{ ...a, note: null }, b]);
    expect(readFileSync(join(root, 'detections/expected/a.json'), 'utf8')).toBe(
      '[\n  {"user":"alice","count":1},\n  {"user":"bob","ports":["1","2"]}\n]\n',
    );
    expect(file.read()).toEqual([a, b]);
    file.write([]);
    expect(file.read()).toEqual([]);
  });

  it.each([
    ['../../a.json', 'The rows file "../../a.json" lies outside of the repository.'],
    ['/etc/a.json', 'The rows file "/etc/a.json" lies outside of the repository.'],
    ['away/a.json', 'The rows file "away/a.json" lies outside of the repository.'],
    ['a.yml', 'The rows file "a.yml" is no .json file.'],
  ])('refuses %s', (name, message) => {
    expect(() => new RowsFile(test, name, root)).toThrow(new RowsFileProblem(message));
  });

  it('says that there is none yet', () => {
    expect(() => new RowsFile(test, 'gone.json', root).read()).toThrow('There is no rows file "gone.json".');
  });
});
