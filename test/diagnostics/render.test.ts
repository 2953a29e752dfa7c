import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../src/diagnostics/create.ts';
import type { Diagnostic, Range } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticsGithub } from '../../src/diagnostics/github.ts';
import { diagnosticsJson } from '../../src/diagnostics/json.ts';
import { renderCounts, renderDiagnostics } from '../../src/diagnostics/render.ts';

const range = (line: number, column: number, endColumn: number, endLine = line): Range => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

const unknownColumn = createDiagnostic(
  'unknown-column',
  'rules/a.yaml',
  range(2, 9, 19),
  'There is no column "RemoteUrll".',
  {
    hint: 'Did you mean "RemoteUrl"?',
  },
);

describe('text', () => {
  it('shows the place, the line with a mark, and the hint', () => {
    const text = renderDiagnostics([unknownColumn], { read: () => 'query: |\n| where RemoteUrll has "x"\n' });
    expect(text).toBe(`rules/a.yaml:2:9 error FD203 unknown-column
  There is no column "RemoteUrll".
2 | | where RemoteUrll has "x"
  |         ^~~~~~~~~~
  hint: Did you mean "RemoteUrl"?
`);
  });

  it('does without the file, and shows related places', () => {
    const twice = createDiagnostic('duplicate-id', 'b.yml', range(3, 5, 7), 'The id "x" belongs to "A" already.', {
      related: [{ message: 'The other one stands here.', location: { file: 'a.yml', range: range(1, 5, 7) } }],
    });
    expect(renderDiagnostics([twice, unknownColumn])).toBe(`b.yml:3:5 error FD403 duplicate-id
  The id "x" belongs to "A" already.
  The other one stands here. a.yml:1:5

rules/a.yaml:2:9 error FD203 unknown-column
  There is no column "RemoteUrll".
  hint: Did you mean "RemoteUrl"?
`);
  });

  it('clips a long line around the mark', () => {
    const line = `${'a'.repeat(300)}BAD${'b'.repeat(300)}`;
    const diagnostic = createDiagnostic('unknown-column', 'a', range(1, 301, 304), 'x');
    const [, , excerpt = '', mark = ''] = renderDiagnostics([diagnostic], { read: () => line }).split('\n');
    expect(excerpt).toBe(`1 | …${'a'.repeat(40)}BAD${'b'.repeat(67)}…`);
    expect(excerpt.slice(mark.indexOf('^'), mark.indexOf('^') + 3)).toBe('BAD');
  });

  it('marks the first line of a place over several, and one character at the end of a line', () => {
    const over = createDiagnostic('syntax-error', 'a', range(1, 3, 2, 3), 'x');
    const behind = createDiagnostic('syntax-error', 'a', range(1, 6, 6), 'x');
    const [, , , first, , , , , last] = renderDiagnostics([over, behind], { read: () => 'a bcd\nsecond\nthird' }).split(
      '\n',
    );
    expect(first).toBe('  |   ^~~');
    expect(last).toBe('  |      ^');
  });

  it('lets nothing through that a terminal would obey', () => {
    const evil = createDiagnostic(
      'unknown-column',
      'a\u001b[2Jb.yml',
      range(1, 1, 2),
      'x\u001b]0;pwned\u0007\r\n::error::y',
      {
        hint: '\u202egnp.exe',
      },
    );
    const text = renderDiagnostics([evil], { read: () => '\u001b[31mred\u0000\u009b1m' });
    expect(text).toBe(`a␛[2Jb.yml:1:1 error FD203 unknown-column
  x␛]0;pwned␇␍␊::error::y
1 | ␛[31mred␀\ufffd1m
  | ^
  hint: \ufffdgnp.exe
`);
  });

  it('is coloured on request', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</>`;
    const colors = { bold: mark('b'), dim: mark('d'), red: mark('r'), yellow: mark('y'), cyan: mark('c') };
    expect(renderDiagnostics([unknownColumn], { colors }).split('\n')[0]).toBe(
      '<b>rules/a.yaml:2:9</> <r>error</> FD203 <d>unknown-column</>',
    );
  });

  it('counts', () => {
    expect(renderCounts([unknownColumn])).toBe('1 error, 0 warnings');
    expect(renderCounts([createDiagnostic('missing-test', 'a', range(1, 1, 1), 'x')])).toBe(
      '0 errors, 0 warnings, 1 note',
    );
  });
});

describe('JSON', () => {
  it('holds the summary and every diagnostic', () => {
    expect(JSON.parse(diagnosticsJson([unknownColumn], 3))).toEqual({
      summary: { files: 3, errors: 1, warnings: 0 },
      diagnostics: [
        {
          code: 'FD203',
          name: 'unknown-column',
          severity: 'error',
          message: 'There is no column "RemoteUrll".',
          file: 'rules/a.yaml',
          range: { start: { line: 2, column: 9 }, end: { line: 2, column: 19 } },
          hint: 'Did you mean "RemoteUrl"?',
        },
      ],
    });
  });
});

describe('GitHub annotations', () => {
  it('name file, lines and columns', () => {
    expect(diagnosticsGithub([unknownColumn], 1)).toBe(
      '::error file=rules/a.yaml,line=2,endLine=2,col=9,endColumn=19,title=FD203 unknown-column::There is no column "RemoteUrll".%0ADid you mean "RemoteUrl"?\n::notice title=firedrill::1 file: 1 error, 0 warnings\n',
    );
  });

  it('encode what could begin a command', () => {
    const evil = createDiagnostic('unknown-column', 'a,b:c%.yml', range(1, 1, 2), 'x\n::warning::y\r%');
    expect(diagnosticsGithub([evil], 1).split('\n')[0]).toBe(
      '::error file=a%2Cb%3Ac%25.yml,line=1,endLine=1,col=1,endColumn=2,title=FD203 unknown-column::x%0A::warning::y%0D%25',
    );
  });

  it('stay within the ten of each level that GitHub shows; the rest are plain lines', () => {
    const many: Diagnostic[] = Array.from({ length: 12 }, (_, index) =>
      createDiagnostic('unknown-column', '::error', range(index + 1, 1, 2), 'x\n::error::y'),
    );
    const lines = diagnosticsGithub(many, 1).split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.slice(10, 12)).toEqual([
      '  ::error:11:1 error FD203 x␊::error::y',
      '  ::error:12:1 error FD203 x␊::error::y',
    ]);
  });
});
