import { describe, expect, it } from 'vitest';
import { loadKusto } from '../../../src/languages/kql/binding/kusto.ts';
import { lowerKql } from '../../../src/languages/kql/index.ts';
import { EMPTY, runKql } from './run-query.ts';

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

describe('column_ifexists', () => {
  const rows = 'datatable(flag: bool, share: real, at: datetime)[true, 1.5, datetime(2024-01-01)]';

  it('has the type of the column where there is one, and else that of the other value', () => {
    const { columns, rows: values } = runKql(
      `${rows} | project a = column_ifexists("share", 0) + 1, b = column_ifexists("at", "") + 1d, c = column_ifexists("none", 0)`,
    );
    expect(columns.map(({ type }) => type)).toEqual(['real', 'datetime', 'long']);
    expect(values).toEqual([[2.5, '2024-01-02T00:00:00.0000000Z', 0]]);
  });

  it('goes by the name that a call gives, in tables of let statements too', () => {
    const query = `let Seen = ${rows};
      let valuesOf = (source: string, name: string) { table(source) | extend value = column_ifexists(name, "") };
      let kept = (name: string) { valuesOf("Seen", name) | where value and flag };`;
    expect(runKql(`${query} kept("flag") | project value`)).toEqual({
      columns: [{ name: 'value', type: 'bool' }],
      rows: [[true]],
    });
    expect(runKql(`${query} valuesOf("Seen", "share") | project value * 2`).rows).toEqual([[3]]);
    expect(runKql(`${query} valuesOf("Seen", "none") | project value`).rows).toEqual([['']]);
  });
});

it('gives pack_array(*) every column', () => {
  expect(runKql('print a = 1, b = "x" | extend all = pack_array(*)').rows).toEqual([[1, 'x', [1, 'x']]]);
  expect(runKql('print a = 1, b = "x" | project a, all = pack_array(*)').rows).toEqual([[1, ['x']]]);
  expect(() => runKql('print a = 1, b = "x" | project all = pack_array(*), a')).toThrow('not known');
});
