import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml, YAML_LIMITS } from '../../src/content/yaml.ts';
import type { Range } from '../../src/diagnostics/diagnostic.ts';

const show = ({ start, end }: Range): string => `${start.line}:${start.column}-${end.line}:${end.column}`;

const document = (content: string) => {
  const { documents, diagnostics } = parseYaml(content, 'a.yml');
  expect(diagnostics).toEqual([]);
  return documents[0]!;
};

const complaints = (content: string) =>
  parseYaml(content, 'a.yml').diagnostics.map(({ code, range, message }) => `${code} ${show(range)} ${message}`);

/** What stands in the file where the text has `part`. */
function excerpt(content: string, path: readonly (string | number)[], part: string): string {
  const text = document(content).text(path)!;
  const start = text.text.indexOf(part);
  expect(start).toBeGreaterThanOrEqual(0);
  const range = text.locate(start, start + part.length);
  // An editor counts no byte-order mark.
  const lines = content.replace(/^\ufeff/, '').split('\n');
  expect(range.start.line).toBe(range.end.line);
  return lines[range.start.line - 1]!.slice(range.start.column - 1, range.end.column - 1);
}

describe('places of texts', () => {
  it.each([
    ['plain', 'a: one two three'],
    ['single quotes', "a: 'it''s one two'"],
    ['double quotes', 'a: "\\t\\x41\\U0001F600 one two"'],
    ['literal', 'a: |\n  one\n    two\n\n  three'],
    ['literal with its indentation said', 'a: |2\n    one two\n  three'],
    ['folded', 'a: >-\n  one\n  two\n\n    three\n  four two'],
    ['plain over lines', 'a: one\n  two\n\n  three'],
    ['double quotes over lines', 'a: "one\\\n  two\n  three"'],
    ['single quotes without indentation', "a: 'one\ntwo\n\nthree'\nb: c"],
    ['a list in flow style', 'a: [zero, "one two"]'],
    ['Windows line ends', 'a: |\r\n  one\r\n  two\r\nb: c'],
    ['a byte-order mark', '\ufeffa: one two'],
  ])('are exact in %s', (_, content) => {
    const path = content.includes('[') ? ['a', 1] : ['a'];
    expect(excerpt(content, path, 'one')).toBe('one');
    expect(excerpt(content, path, 'two')).toBe('two');
  });

  it('mark an escape whole', () => {
    const text = document('a: "x\\u0041y"').text(['a'])!;
    expect(text.text).toBe('xAy');
    expect(show(text.locate(1, 2))).toBe('1:6-1:12');
  });

  it('find every word of a scalar again, however it is written', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const style = fc.constantFrom('plain', 'single', 'double', 'literal', 'folded');
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        style,
        (lines, kind) => {
          const rows = lines.map((words) => words.map((each) => `k${each}`).join(' '));
          const content =
            kind === 'literal' || kind === 'folded'
              ? `a: ${kind === 'literal' ? '|' : '>'}\n${rows.map((row) => `  ${row}`).join('\n')}\n`
              : `a: ${kind === 'single' ? "'" : kind === 'double' ? '"' : ''}${rows.join('\n  ')}${kind === 'single' ? "'" : kind === 'double' ? '"' : ''}\n`;
          const text = document(content).text(['a'])!;
          for (const match of text.text.matchAll(/k[a-z]+/g)) {
            const { start, end } = text.locate(match.index, match.index + match[0].length);
            expect(content.split('\n')[start.line - 1]!.slice(start.column - 1, end.column - 1)).toBe(match[0]);
          }
        },
      ),
    );
  });
});

describe('places of values and keys', () => {
  const sample = document('name: A\ntests:\n  - name: one\n    data: [x, y]\n  - name: "two"\nempty:\n');

  it.each([
    [['name'], 'value', '1:7-1:8'],
    [['name'], 'key', '1:1-1:5'],
    [['tests', 0, 'name'], 'value', '3:11-3:14'],
    [['tests', 0], 'key', '3:5-3:9'],
    [['tests', 0, 'data'], 'value', '4:11-4:17'],
    [['tests', 1, 'name'], 'value', '5:11-5:16'],
    [['tests', 1, 'missing'], 'value', '5:5-5:9'],
    [['missing'], 'value', '1:1-1:5'],
    [['empty'], 'key', '6:1-6:6'],
  ] as const)('%j, its %s', (path, part, expected) => {
    expect(show(sample.at(path, part))).toBe(expected);
  });

  it('follow an alias to what it stands for', () => {
    const aliased = document('base: &x {a: one}\nuse: *x\n');
    expect(aliased.text(['use', 'a'])?.text).toBe('one');
    expect(show(aliased.at(['use', 'a']))).toBe('1:14-1:17');
  });

  it('count in each of several documents', () => {
    const { documents } = parseYaml('title: A\n---\ntitle: B\nlist:\n  - c\n', 'a.yml');
    expect(documents.map((each) => show(each.at(['title'])))).toEqual(['1:8-1:9', '3:8-3:9']);
    expect(show(documents[1]!.at(['list', 0]))).toBe('5:5-5:6');
  });
});

describe('complaints', () => {
  it('say where the syntax breaks', () => {
    expect(complaints('name: A\nsearch: "x\n')).toEqual([
      'FD101 2:10-2:11 The YAML cannot be parsed: unexpected end of the stream within a double quoted scalar.',
    ]);
    expect(complaints('a: b: c')).toEqual([expect.stringMatching(/^FD101 1:\d+-1:\d+ The YAML cannot be parsed: /)]);
  });

  it('name both places of a key that stands twice, and the last value counts', () => {
    const { documents, diagnostics } = parseYaml('name: A\nid: 1\nname: B\n', 'a.yml');
    expect(diagnostics).toMatchObject([
      {
        code: 'FD101',
        message: 'The key "name" stands twice in the same mapping.',
        range: { start: { line: 3, column: 1 } },
        related: [{ location: { range: { start: { line: 1, column: 1 } } } }],
      },
    ]);
    expect(documents[0]?.value).toEqual({ name: 'B', id: 1 });
  });

  it('name a tab that indents, and leave those in texts alone', () => {
    expect(complaints('a:\n\t- b\n')).toEqual([
      'FD101 2:1-2:2 The YAML cannot be parsed: tab characters must not be used in indentation.',
    ]);
    expect(complaints('a: |\n  b\n  \tc\nd: "e\n  \tf"\n\t# g\nh:\ti\n')).toEqual([]);
  });

  it('stop an alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(complaints(lines.join('\n'))).toEqual(['FD102 1:1-1:2 Its aliases expand to 1234567900 values.']);
    expect(complaints(`a: &a x\nb: [${Array(200).fill('*a').join(', ')}]`)).toEqual([
      'FD102 1:1-1:2 The file uses 200 aliases; at most 100 are allowed.',
    ]);
    expect(complaints('a: &a [*a]')).toEqual(['FD102 1:1-1:2 Its aliases expand to a value that contains itself.']);
  });

  it('stop at a limit of depth and of size', () => {
    expect(complaints(`a: ${'['.repeat(100)}${']'.repeat(100)}`)).toEqual([
      expect.stringContaining('The nesting goes deeper than 64 levels.'),
    ]);
    expect(complaints(`a: ${'x'.repeat(YAML_LIMITS.bytes)}`)).toEqual([
      'FD102 1:1-1:2 The file has 4000003 characters; at most 4000000 are read.',
    ]);
  });

  it('never are exceptions', () => {
    const token = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '- ',
      '  ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&x',
      '*x',
      '<<: ',
      '#',
      '\t',
      '---\n',
      '? ',
      '!t ',
      '%',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const { documents, diagnostics } = parseYaml(tokens.join(''), 'a.yml');
        for (const each of documents) each.at(['a', 0, 'a']);
        expect(documents.length + diagnostics.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave prototypes alone', () => {
    const { value } = document('__proto__: {polluted: yes}\nconstructor: x\n');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
