import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { parseYaml } from '../../src/content/yaml.ts';
import { folderWith } from './workspace.ts';

const found = (content: string) =>
  parseYaml(content, 'a.yml').diagnostics.map(
    ({ code, message, range: { start } }) => `${start.line}:${start.column} ${code} ${message}`,
  );

describe('a space that YAML takes for a letter', () => {
  const message = 'FD101 The YAML cannot be parsed: a no-break space (U+00A0) stands where YAML has a space.';

  it('is named where it stands', () => {
    expect(found('name:\u00a0A\nid: b\n')).toEqual([`1:6 ${message}`]);
    expect(found('id: b\nname:\u00a0A\n')).toEqual([`2:6 ${message}`]);
  });

  it('is nobody’s business within a text', () => {
    expect(found('name: A\u00a0b\nid: b\n')).toEqual([]);
    expect(found('name: A\u00a0b\nid: it: b\n').join()).not.toContain('U+00A0');
  });
});

it('UTF-16 is named, with its mark and without', () => {
  const wide = (mark: string) => new Uint8Array(Buffer.from(`${mark}name: A\nsearch: x\n`, 'utf16le'));
  for (const mark of ['', '\ufeff']) {
    const { diagnostics } = loadContent(['a.yml'], { root: folderWith({ 'a.yml': wide(mark) }) });
    expect(diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`)).toEqual([
      'FD120 The file is UTF-16 text. Save it as UTF-8.',
    ]);
  }
});
