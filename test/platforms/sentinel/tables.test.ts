import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { STANDARD_COLUMNS } from '../../../src/platforms/sentinel/tables/standard-columns.ts';
import { printTable, TableText } from '../../../src/platforms/sentinel/tables/table-text.ts';
import { Tables } from '../../../src/platforms/sentinel/tables/tables.ts';

const TEXT = '# comment\nAlpha Name Count:int When:datetime\nEmpty\nBeta x:dynamic';

describe('table text', () => {
  it('reads names and columns, and prints them back', () => {
    const tables = new TableText(TEXT);
    expect([...tables.names()]).toEqual(['Alpha', 'Empty', 'Beta']);
    const columns = [
      { name: 'Name', type: 'string' },
      { name: 'Count', type: 'int' },
      { name: 'When', type: 'datetime' },
    ];
    expect(tables.columns('Alpha')).toEqual(columns);
    expect(tables.columns('Empty')).toBeUndefined();
    expect(tables.columns('Gamma')).toBeUndefined();
    expect(printTable('Alpha', columns)).toBe('Alpha Name Count:int When:datetime');
  });
});

describe('tables', () => {
  const load = (json: string) => {
    const diagnostics: Diagnostic[] = [];
    const tables = new Tables([{ file: 'a.tables', text: TEXT }], [{ file: 'b.json', text: json }], (diagnostic) =>
      diagnostics.push(diagnostic),
    );
    return { tables, diagnostics };
  };

  it('puts standard columns behind those of the table', () => {
    const { tables } = load('{"Name":"Own_CL","Properties":[{"Name":"TimeGenerated","Type":"DateTime"}]}');
    expect(tables.get('Own_CL')?.map(({ name }) => name)).toEqual([
      'TimeGenerated',
      ...STANDARD_COLUMNS.map(({ name }) => name).filter((name) => name !== 'TimeGenerated'),
    ]);
  });

  it('takes further columns of a known table from a file', () => {
    const { tables } = load('{"Name":"Beta","Properties":[{"Name":"y","Type":"Int64"}]}');
    expect(tables.get('Beta')?.slice(0, 2)).toEqual([
      { name: 'y', type: 'long' },
      { name: 'x', type: 'dynamic' },
    ]);
    expect([...tables.names()]).toEqual(['Beta', 'Alpha', 'Empty']);
  });

  it('reports a column of no known type', () => {
    const { diagnostics } = load('{"Name":"C","Properties":[{"Name":"y","Type":"blob"}]}');
    expect(diagnostics.map(({ name, file, message }) => [name, file, message])).toEqual([
      ['schema-value', 'b.json', 'A column of "C" has no "Name" or no known "Type": {"Name":"y","Type":"blob"}.'],
    ]);
  });

  it('reports a file without columns', () => {
    const { diagnostics } = load('{"Name":"C"}');
    expect(diagnostics.map(({ name }) => name)).toEqual(['schema-missing-key']);
  });
});
