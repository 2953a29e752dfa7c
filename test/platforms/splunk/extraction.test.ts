import { describe, expect, it } from 'vitest';
import { parseConf } from '../../../src/platforms/splunk/conf/conf-file.ts';
import { delimitedTransform } from '../../../src/platforms/splunk/extraction/delimited-transform.ts';
import type { Extraction } from '../../../src/platforms/splunk/extraction/extraction.ts';
import { keyValueExtraction } from '../../../src/platforms/splunk/extraction/key-value.ts';
import { pairSearch } from '../../../src/platforms/splunk/extraction/pair-search.ts';
import { compilePattern } from '../../../src/platforms/splunk/extraction/pcre.ts';
import { inlineExtraction, regexTransform } from '../../../src/platforms/splunk/extraction/regex-extraction.ts';

const fields = (extraction: Extraction | undefined, text: string) =>
  Object.fromEntries(extraction?.extract(text) ?? []);
const transform = (settings: string) => parseConf(`[t]\n${settings}`).get('t') ?? new Map();

describe('EXTRACT', () => {
  it('takes the first match of named groups', () => {
    expect(fields(inlineExtraction('x', 'user=(?<user>\\w+)(?: id=(?P<id>\\d+))?'), 'user=a user=b id=2')).toEqual({
      user: 'a',
    });
  });

  it('reads another field', () => {
    expect(inlineExtraction('x', '(?<file>[^/]+)$ in path')?.sourceKey).toBe('path');
  });
});

describe('REPORT with REGEX', () => {
  it('names fields by FORMAT', () => {
    const extraction = regexTransform('t', transform('REGEX = (\\w+)@(\\w+)\nFORMAT = user::$1 domain::$2'));
    expect(fields(extraction, 'a@b c@d')).toEqual({ user: 'a', domain: 'b' });
  });

  it('names fields by the event, first value first, and cleans names', () => {
    const extraction = regexTransform('t', transform('REGEX = ([^=\\s]+)=(\\S+)\nFORMAT = $1::$2'));
    expect(fields(extraction, 'a=1 b.c=2 a=3')).toEqual({ a: '1', b_c: '2' });
  });

  it('keeps all values with MV_ADD', () => {
    const extraction = regexTransform('t', transform('REGEX = (?<ip>\\d+\\.\\d+)\nMV_ADD = true'));
    expect(fields(extraction, '1.2 3.4')).toEqual({ ip: ['1.2', '3.4'] });
  });

  it('understands _KEY_ and _VAL_ groups', () => {
    const extraction = regexTransform('t', transform('REGEX = (?<_KEY_1>\\w+)->(?<_VAL_1>\\w+)'));
    expect(fields(extraction, 'a->1 b->2')).toEqual({ a: '1', b: '2' });
  });
});

describe('REPORT with DELIMS', () => {
  it('cuts columns, quotes respected', () => {
    const extraction = delimitedTransform('t', transform('DELIMS = ","\nFIELDS = a, b, "c d"'));
    expect(fields(extraction, '1,"2,3",4,5')).toEqual({ a: '1', b: '2,3', 'c d': '4' });
  });

  it('cuts pairs', () => {
    expect(fields(delimitedTransform('t', transform('DELIMS = "|", "="')), 'a=1|b="x|y"|c=')).toEqual({
      a: '1',
      b: 'x|y',
    });
  });
});

describe('settings of transforms', () => {
  it('DELIMS with one set and no FIELDS: names and values in turn, delimiters in a row are one', () => {
    const extraction = delimitedTransform('t', transform('DELIMS = " ,"'));
    expect(fields(extraction, 'user,  alice action ok,rest')).toEqual({ user: 'alice', action: 'ok' });
    expect(fields(delimitedTransform('t', transform('DELIMS = ";", "="')), 'a==1;;b=x=y;c')).toEqual({
      a: '1',
      b: 'x=y',
    });
  });

  it('KEEP_EMPTY_VALS', () => {
    const kept = 'KEEP_EMPTY_VALS = true';
    expect(fields(delimitedTransform('t', transform(`DELIMS = ","\nFIELDS = a, b, c\n${kept}`)), '1,,3')).toEqual({
      a: '1',
      b: '',
      c: '3',
    });
    expect(fields(delimitedTransform('t', transform(`DELIMS = ",", "="\n${kept}`)), 'a=,b=2')).toEqual({
      a: '',
      b: '2',
    });
    expect(fields(regexTransform('t', transform(`REGEX = a=(?<a>\\w*);\n${kept}`)), 'a=;')).toEqual({ a: '' });
  });

  it('cleans the names of groups unless told otherwise, and pairs groups by what follows _KEY_', () => {
    expect(fields(regexTransform('t', transform('REGEX = (?<_inner>\\w+)')), 'x')).toEqual({ inner: 'x' });
    expect(fields(regexTransform('t', transform('REGEX = (?<_inner>\\w+)\nCLEAN_KEYS = false')), 'x')).toEqual({
      _inner: 'x',
    });
    const paired = transform('REGEX = (?<_KEY_one>\\w+)-(?<_KEY_b>\\w+):(?<_VAL_b>\\w+)/(?<_VAL_one>\\w+)');
    expect(fields(regexTransform('t', paired), 'a-b:2/1')).toEqual({ a: '1', b: '2' });
  });

  it('EXTRACT: dots and anchors work line by line, a dotted name behind "in" is part of the expression', () => {
    expect(fields(inlineExtraction('x', 'begin(?<all>.*)end'), 'begin\n1\nend')).toEqual({ all: '\n1\n' });
    expect(fields(inlineExtraction('x', '^b=(?<b>\\d)$'), 'a=1\nb=2\nc=3')).toEqual({ b: '2' });
    expect(inlineExtraction('x', '(?<a>\\w) in field')?.sourceKey).toBe('field');
    expect(inlineExtraction('x', '(?<a>\\w) in some.field')?.sourceKey).toBe('_raw');
  });
});

describe('KV_MODE', () => {
  it('finds pairs', () => {
    expect(
      fields(keyValueExtraction({ mode: 'auto', json: true, trims: true }), 'x a=1, b="two words" c=\'3\' a=4'),
    ).toEqual({
      a: '1',
      b: 'two words',
      c: '3',
    });
  });

  it('flattens JSON: arrays carry braces, null and booleans are words', () => {
    const text = '{"a":{"b":[1,2,{"c":null}]},"d":true,"e":"","f":{}}';
    const expected = { 'a.b{}': ['1', '2'], 'a.b{}.c': 'null', d: 'true', e: '' };
    expect(fields(keyValueExtraction({ mode: 'json', json: true, trims: true }), text)).toEqual(expected);
    expect(fields(keyValueExtraction({ mode: 'auto', json: true, trims: true }), text)).toEqual(expected);
  });

  it('keeps the text of numbers and what stands before a break', () => {
    const text = '{"a":12345678901234567890,"b":1.0,"c":"x\\u0041\\n\\"","d":{"e":[true,';
    expect(fields(keyValueExtraction({ mode: 'json', json: true, trims: true }), text)).toEqual({
      a: '12345678901234567890',
      b: '1.0',
      c: 'xA\n"',
      'd.e{}': 'true',
    });
  });

  it('reads JSON and XML only where the whole event is one', () => {
    const settings = { json: true, trims: true };
    const syslog = 'May  6 13:41:02 host app: {"a":1}';
    expect(fields(keyValueExtraction({ mode: 'json', ...settings }), syslog)).toEqual({});
    expect(fields(keyValueExtraction({ mode: 'json', ...settings }), 'a=1')).toEqual({});
    expect(fields(keyValueExtraction({ mode: 'xml', ...settings }), 'a=1')).toEqual({});
    expect(fields(keyValueExtraction({ mode: 'auto', json: false, trims: true }), '{"a":1} b=2')).toEqual({ b: '2' });
  });

  it.each(['[06/May/2026:13:41:02 +0000] a=1', '[7] a=1', '{x} a=1', 'modules/add[@a="1"]'])(
    'finds pairs behind a bracket: %s',
    (text) => {
      expect(fields(keyValueExtraction({ mode: 'auto', json: true, trims: true }), text)).toEqual({ a: '1' });
    },
  );

  it('takes blanks around values away, and escapes where the mode says so', () => {
    const text = String.raw`a=" x " b="say \"hi\"" c="C:\\d"`;
    const read = (mode: string, trims = true) => fields(keyValueExtraction({ mode, json: true, trims }), text);
    expect(read('auto')).toEqual({ a: 'x', b: 'say \\', c: 'C:\\\\d' });
    expect(read('auto_escaped')).toEqual({ a: 'x', b: 'say "hi"', c: 'C:\\d' });
    expect(read('auto', false)).toMatchObject({ a: ' x ' });
  });

  it('reads XML paths', () => {
    expect(
      fields(keyValueExtraction({ mode: 'xml', json: true, trims: true }), '<a><b c="1">x &lt; y</b></a>'),
    ).toEqual({
      'a.b': 'x &lt; y',
      'a.b{@c}': '1',
    });
  });

  it('does nothing for none', () => {
    expect(keyValueExtraction({ mode: 'none', json: true, trims: true })).toBeUndefined();
  });
});

describe('pairSearch', () => {
  const pattern = "<Data Name='([^']+)'>([^<]*)</Data>";
  const search = pairSearch(pattern);
  const text =
    "<Data Name='a'>1</Data><Data Name='b'/><Data Name='c'></Data><Data Name='a'>2</Data><Data Name='d'>3<x/></Data>";

  it('gives what the pattern gives', () => {
    const expected = new Map(
      [...text.matchAll(new RegExp(pattern, 'g'))].reverse().map(([, name, value]) => [name, value]),
    );
    expect(Object.fromEntries(search?.all(text) ?? [])).toEqual(Object.fromEntries(expected));
    for (const name of ['a', 'b', 'c', 'd', "a'"]) expect(search?.one(text, name)).toBe(expected.get(name));
  });

  it.each(['(\\w+)=(\\S+)', "<Data Name='([^']+)'>(.*?)</Data>", 'x([^=]+)=([^;]*);'])(
    'leaves %s to the regex',
    (other) => {
      expect(pairSearch(other)).toBeUndefined();
    },
  );
});

describe('compilePattern', () => {
  it.each([
    ['(?i)ABC', 'xabc', 'abc'],
    ['(?ms)^b.c$', 'a\nb\nc', 'b\nc'],
    ['\\Aa\\z', 'a', 'a'],
    ['[[:digit:]]++', 'a12', '12'],
    ['(?x) a  b # comment', 'ab', 'ab'],
    ['[]x]+', 'a]x', ']x'],
  ])('%s', (pattern, text, expected) => {
    expect(compilePattern(pattern)?.regex.exec(text)?.[0]).toBe(expected);
  });

  it('says what it cannot compile', () => {
    expect(compilePattern('(?<a>')).toBeUndefined();
  });
});
