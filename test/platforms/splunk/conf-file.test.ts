import { describe, expect, it } from 'vitest';
import { mergeConf, parseConf } from '../../../src/platforms/splunk/conf/conf-file.ts';

const plain = (stanzas: ReadonlyMap<string, ReadonlyMap<string, string>>) =>
  Object.fromEntries([...stanzas].map(([name, settings]) => [name, Object.fromEntries(settings)]));

describe('parseConf', () => {
  it('reads stanzas, comments, continuations and repeated settings', () => {
    const text = [
      'before = 1',
      '# a comment \\',
      '[source::a [b]]',
      'EXTRACT-x = (?<y>a=b)\\',
      '  more',
      'empty =',
      '  # indented comment',
      '[other]',
      'a = 1',
      '[source::a [b]]',
      'empty = 2',
    ].join('\n');
    expect(plain(parseConf(text))).toEqual({
      default: { before: '1' },
      'source::a [b]': { 'EXTRACT-x': '(?<y>a=b)\n  more', empty: '2' },
      other: { a: '1' },
    });
  });
});

describe('mergeConf', () => {
  it('merges setting by setting, earlier layers first, and hands defaults down', () => {
    const merged = mergeConf([parseConf('[a]\nx = 1'), parseConf('[default]\nz = 9\n[a]\nx = 2\ny = 2\n[b]\nz = 1')]);
    expect(plain(merged)).toEqual({ a: { x: '1', y: '2', z: '9' }, b: { z: '1' } });
  });
});
