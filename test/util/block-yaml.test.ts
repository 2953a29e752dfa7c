import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSON_SCHEMA, load } from 'js-yaml';
import { JSON_WORDS, readBlockYaml } from '../../src/util/block-yaml.ts';
import { parseAnyYaml, parseYaml } from '../../src/content/yaml.ts';

/** What both ways of reading make of a text: values, complaints and places. */
function bothWays(text: string): void {
  const short = parseYaml(text, 'a.yml');
  const long = parseAnyYaml(text, 'a.yml');
  expect(short.diagnostics).toEqual(long.diagnostics);
  expect(short.documents.length).toBe(long.documents.length);
  short.documents.forEach((document, index) => {
    const other = long.documents[index]!;
    expect(JSON.stringify(document.value)).toBe(JSON.stringify(other.value));
    expect(document.value).toEqual(other.value);
    for (const key of Object.keys((document.value ?? {}) as object)) {
      for (const part of ['key', 'value'] as const) expect(document.at([key], part)).toEqual(other.at([key], part));
    }
    expect(document.at([], 'key')).toEqual(other.at([], 'key'));
    expect(document.at(['no such key', 0])).toEqual(other.at(['no such key', 0]));
    for (const path of pathsIn(document.value, [])) {
      for (const part of ['key', 'value'] as const) expect(document.at(path, part)).toEqual(other.at(path, part));
      const text = document.text(path);
      if (text) expect(text.locate(1, 2)).toEqual(other.text(path)?.locate(1, 2));
    }
  });
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path): Generator<Path> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* pathsIn(item, [...path, at]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* pathsIn(item, [...path, key]);
}

const read = (text: string): unknown => readBlockYaml(text)?.value;

describe('readBlockYaml', () => {
  it('reads the forms that content is written in', () => {
    const text = [
      '# A comment',
      'title: "A \\"quoted\\" title" # why',
      "other: 'it''s'",
      "lines: 'one",
      '  two',
      '',
      "  # three'",
      'id: 5f0d9d4e-1c7e-4f0e-9a43-aaaaaaaaaaaa',
      'date: 2026-08-01',
      'number: 4688',
      'fraction: 1.5',
      'nothing:',
      'tilde: ~',
      'yes: true',
      'empty: []',
      'none: {}',
      'description: Two lines',
      '    that are one',
      '',
      '    and a third.',
      'literal: |',
      '    a',
      '      b',
      '',
      'folded: >-',
      '  a',
      '  b',
      'references:',
      '    - https://example.com/a#b',
      "    - 'b'",
      'same:',
      '- a',
      '- key: value',
      '  other: null',
      '-',
      'detection:',
      '    selection:',
      '        CommandLine|contains|all:',
      "            - ' -enc '",
      "            - '*.ps1'",
      "    'quoted key': 1",
      '    condition: selection # not this',
      '',
    ].join('\n');
    expect(read(text)).toEqual({
      title: 'A "quoted" title',
      other: "it's",
      lines: 'one two\n# three',
      id: '5f0d9d4e-1c7e-4f0e-9a43-aaaaaaaaaaaa',
      date: '2026-08-01',
      number: 4688,
      fraction: 1.5,
      nothing: null,
      tilde: null,
      yes: true,
      empty: [],
      none: {},
      description: 'Two lines that are one\nand a third.',
      literal: 'a\n  b\n',
      folded: 'a b',
      references: ['https://example.com/a#b', 'b'],
      same: ['a', { key: 'value', other: null }, null],
      detection: {
        selection: { 'CommandLine|contains|all': [' -enc ', '*.ps1'] },
        'quoted key': 1,
        condition: 'selection',
      },
    });
    bothWays(text);
  });

  it.each([
    ['a tab', 'a:\tb\n'],
    ['another line break', 'a: b\r\n'],
    ['two documents', 'a: b\n---\na: c\n'],
    ['a key twice', 'a: b\na: c\n'],
    ['an anchor', 'a: &x b\nc: *x\n'],
    ['a flow collection', 'a: [b, c]\n'],
    ['a merge key', 'a:\n  <<: b\n'],
    ['a value that is a mapping on one line', 'a: b: c\n'],
    ['a quoted text that is not indented', "a: 'b\nc'\n"],
    ['a number written otherwise', 'a: 0x1f\n'],
    ['an indentation that fits nothing', 'a:\n    b: c\n  d: e\n'],
    ['a prototype', '__proto__: a\n'],
    ['a text behind a quoted one', "a: 'b' c\n"],
    ['no mapping', '- a\n'],
    ['nothing', ''],
    ['a scalar that goes on behind a comment', 'a: b # c\n  d\n'],
    ['an unknown escape', 'a: "\\q"\n'],
  ])('leaves %s to js-yaml', (_, text) => {
    expect(readBlockYaml(text)).toBeUndefined();
  });

  it('reads as js-yaml does, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b: ',
        'c:',
        '\n',
        '\n  ',
        '\n    ',
        '- ',
        "'",
        '"',
        '#',
        ' #',
        ': ',
        '|',
        '>-',
        '|+',
        '1',
        '-',
        ' ',
        '~',
      ],
      ...[
        'true',
        '0',
        '1.0',
        '[]',
        '{}',
        '\\',
        '\\n',
        '*',
        '?',
        '\n- ',
        '\n  - ',
        "''",
        'a: b',
        '\na: b',
        '\nc: |\n  d',
        '...',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => bothWays(`k: ${pieces.join('')}`)),
      { numRuns: 600 },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => bothWays(pieces.join(''))),
      { numRuns: 600 },
    );
  });

  it("reads by YAML's JSON schema where that is asked for", () => {
    const text = 'a: True\nb: true\nc: ~\nd: null\ne:\nf: Null\ng: 12\nh: -1.5\ni:\n  - TRUE\n  -\n';
    expect(readBlockYaml(text, JSON_WORDS)?.value).toEqual(load(text, { schema: JSON_SCHEMA }));
    expect(readBlockYaml('a: 1e3\n', JSON_WORDS)).toBeUndefined();
  });

  it('reads the shipped content as js-yaml does, most of it by itself', () => {
    let files = 0;
    let usual = 0;
    for (const folder of ['detections', 'knowledge']) {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
        const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
        files += 1;
        if (readBlockYaml(text)) usual += 1;
        bothWays(text);
      }
    }
    expect(usual).toBeGreaterThan(files / 2);
  });
});
