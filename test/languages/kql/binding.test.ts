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
