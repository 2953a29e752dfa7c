import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { loadSentinelKnowledge } from '../../../src/platforms/sentinel/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sentinel-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const diagnostics: Diagnostic[] = [];
  return { knowledge: loadSentinelKnowledge([root], (diagnostic) => diagnostics.push(diagnostic)), diagnostics };
}

describe('functions', () => {
  const PARSER = `Parser:
  Title: Test
ParserName: vimTest
EquivalentBuiltInParser: '_Im_Test' 
ParserParams:
  - Name: starttime
    Type: datetime
    Default: datetime(null)
  - Name: eventresult
    Type: string
    Default: '*'
  - Name: disabled
    Type: bool
    Default: false
ParserQuery: |
  Event
  | where not(disabled)
`;

  it('has a parser under both of its names, with KQL defaults', () => {
    const { knowledge } = write({ 'parsers/asim/vimTest.yaml': PARSER });
    expect([...knowledge.functionNames()]).toEqual(['vimTest', '_Im_Test']);
    expect(knowledge.function('_Im_Test')).toEqual({
      name: '_Im_Test',
      parameters: "(starttime:datetime=datetime(null), eventresult:string='*', disabled:bool=false)",
      body: 'Event\n| where not(disabled)\n',
      file: join(root, 'parsers/asim/vimTest.yaml'),
    });
    expect(knowledge.function('vimOther')).toBeUndefined();
  });

  it('has a function with a tabular parameter', () => {
    const { knowledge } = write({
      'parsers/f.yaml': 'FunctionName: F\nFunctionParams:\n- {Name: T, Type: "table:(*)"}\nFunctionQuery: T\n',
    });
    expect(knowledge.function('F')?.parameters).toBe('(T:(*))');
  });

  it('reports a parser without a query', () => {
    const { knowledge, diagnostics } = write({ 'parsers/f.yaml': 'ParserName: F\n' });
    expect(knowledge.function('F')).toBeUndefined();
    expect(diagnostics.map(({ name, message }) => [name, message])).toEqual([
      ['schema-missing-key', 'The function "F" has neither "ParserQuery" nor "FunctionQuery".'],
    ]);
  });

  it('reports YAML that is none, and goes on', () => {
    const { knowledge, diagnostics } = write({
      'parsers/a.yaml': 'ParserName: A\nParserQuery: "unclosed\n',
      'parsers/b.yaml': 'ParserName: B\nParserQuery: print 1\n',
    });
    expect(knowledge.function('A')).toBeUndefined();
    expect(knowledge.function('B')?.body).toBe('print 1');
    expect(diagnostics.map(({ name }) => name)).toEqual(['yaml-syntax']);
  });
});

describe('connectors', () => {
  it('are read with their header', () => {
    const text = 'name: C\ninput: windows-events\ntable: Event\nderived: true\nyields_to: [X]\ntransform: source\n';
    const { knowledge } = write({ 'connectors/c.yaml': text });
    expect(knowledge.connectors()).toEqual([
      {
        name: 'C',
        input: 'windows-events',
        table: 'Event',
        derived: true,
        yieldsTo: ['X'],
        transform: 'source',
        file: join(root, 'connectors/c.yaml'),
      },
    ]);
  });

  it('report an input that does not exist', () => {
    const text = 'name: C\ninput: toString\ntable: Event\ntransform: source\n';
    const { knowledge, diagnostics } = write({ 'connectors/c.yaml': text });
    expect(knowledge.connectors()).toEqual([]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'There is no input "toString"; there are windows-events, records, text-records.',
    ]);
  });
});

describe('watchlists', () => {
  it('come from CSV; the first column is the search key', () => {
    const { knowledge } = write({ 'watchlists/Vips.csv': '\ufeffUser,Note\r\nalice,"likes ""tea"", milk"\r\n' });
    expect(knowledge.watchlist('vips')).toEqual({
      file: expect.stringMatching(/Vips\.csv$/),
      alias: 'Vips',
      searchKey: 'User',
      columns: ['User', 'Note'],
      rows: [['alice', 'likes "tea", milk']],
    });
    expect([...knowledge.watchlistAliases()]).toEqual(['Vips']);
  });

  it('come from an ARM template', () => {
    const template = {
      resources: [
        { type: 'other', properties: {} },
        { properties: { watchlistAlias: 'Assets', itemsSearchKey: 'Host', rawContent: 'Site,Host\nA,srv1\n' } },
      ],
    };
    const { knowledge } = write({ 'watchlists/w.json': JSON.stringify(template) });
    expect(knowledge.watchlist('Assets')).toEqual({
      file: expect.stringMatching(/w\.json$/),
      alias: 'Assets',
      searchKey: 'Host',
      columns: ['Site', 'Host'],
      rows: [['A', 'srv1']],
    });
  });
});

describe('fingerprint', () => {
  it('changes with any file', () => {
    const before = write({ 'watchlists/a.csv': 'x\n1\n' }).knowledge.fingerprint;
    const after = write({ 'watchlists/a.csv': 'x\n2\n' }).knowledge.fingerprint;
    expect(before).toMatch(/^[0-9a-f]{32}$/);
    expect(after).not.toBe(before);
  });
});
