import { describe, expect, it } from 'vitest';
import { loadKusto } from '../../../src/languages/kql/binding/kusto.ts';
import { lowerKql } from '../../../src/languages/kql/index.ts';
import { EMPTY } from './run-query.ts';

const { KustoCode, GlobalState, list } = loadKusto();
const messagesOf = (text: string): readonly string[] =>
  list<{ readonly Message: string }>(KustoCode.ParseAndAnalyze(text, GlobalState.Default).GetDiagnostics()).map(
    (diagnostic) => diagnostic.Message,
  );

describe('parsing without the grammar for completion', () => {
  it('binds a query', () => {
    const code = KustoCode.ParseAndAnalyze('print a = 1 | project b = a', GlobalState.Default);
    expect(list<{ readonly Name: string }>(code.ResultType?.['Columns']).map((column) => column.Name)).toEqual(['b']);
  });

  it('still complains', () => {
    expect(messagesOf('print a = | take')).toEqual(['Missing expression', 'Missing expression']);
  });

  it('parses texts that nest so deeply that the library falls back on its grammar', () => {
    const text = `print ${'('.repeat(400)}1${')'.repeat(400)}`;
    expect(messagesOf(text).filter((message) => message.startsWith('Expected'))).toEqual([]);
  });

  it('leaves control commands their grammar', () => {
    expect(messagesOf('.show tables')).toEqual([]);
    expect(messagesOf('print 1')).toEqual([]);
  });
});

it('calls a text beyond the parser unsupported, not mistaken', () => {
  const text = `print a = 1 | where ${Array.from({ length: 600 }, (_, at) => `a == ${at}`).join(' or ')}`;
  const { problems } = lowerKql(text, EMPTY);
  expect(problems.map(({ name }) => name)).toEqual(['unsupported-syntax']);
});

describe('what is learnt of functions', () => {
  const table = (...names: readonly string[]) => names.map((name) => ({ name, type: 'string' }));
  const tables = new Map([
    ['Ta', table('A', 'Shared')],
    ['Tb', table('B', 'Shared')],
    ['Tc', table('C', 'Shared')],
  ]);
  const bodies = new Map([
    ['Named', 'union Ta, Tb | where Shared == word'],
    ['Every', 'union * | where Shared == word'],
  ]);
  const environment = {
    ...EMPTY,
    table: (name: string) => tables.get(name),
    tableNames: () => tables.keys(),
    function: (name: string) => functions.get(name),
  };
  const functions = new Map(
    [...bodies].map(([name, body]) => [name, { name, parameters: "(word:string='')", body }] as const),
  );
  const columnsOf = (text: string): readonly string[] => {
    const { query, problems } = lowerKql(text, environment);
    expect(problems).toEqual([]);
    return query?.columns?.map(({ name }) => name) ?? [];
  };

  it('serves queries that name other tables', () => {
    const before = columnsOf("Named('x')");
    expect(before).toEqual(['A', 'Shared', 'B']);
    expect(columnsOf("Named('x') | join kind=leftsemi Tc on Shared")).toEqual(before);
    expect(columnsOf("let Tb = Tc; Named('x') | union Tb")).toEqual([...before, 'C']);
  });

  it('is not taken for a body that asks every table', () => {
    expect(columnsOf("Ta | take 1; Every('x')")).toEqual(['A', 'Shared']);
    expect(columnsOf("Tb | take 1; Every('x')")).toEqual(['B', 'Shared']);
  });
});
