import { describe, expect, it } from 'vitest';
import { lowerKql } from '../../../src/languages/kql/index.ts';
import { connectorPlans } from '../../../src/platforms/sentinel/index.ts';
import { lowerQuery, shipped } from './workspace.ts';

const PARSERS = [...shipped.functionNames()].filter((name) => /^(?:im|vim|ASim)[A-Z]/.test(name));

describe('the knowledge that is shipped', () => {
  it('has connectors that lower and fit their tables', () => {
    const tables = new Set(shipped.connectors().map(({ table }) => table));
    for (const table of tables) {
      const { failures } = connectorPlans(shipped, [table], lowerKql);
      expect(failures.map(({ connector, message }) => `${connector.file}: ${message}`)).toEqual([]);
    }
  });

  it.each(PARSERS)('%s lowers, and its fields have the types of its schema', (name) => {
    const { columns = [] } = lowerQuery(name);
    const schema = shipped.asimFields(schemaOf(name)) ?? [];
    const types = new Map(schema.map((field) => [field.name, field.type]));
    const misfits = columns.filter((column) => types.has(column.name) && types.get(column.name) !== column.type);
    expect(misfits).toEqual([]);
    expect(columns.length).toBeGreaterThan(0);
  });
});

function schemaOf(parser: string): string {
  const [, word = ''] = /(Authentication|Dns|File|NetworkSession|Process|Registry|WebSession)/.exec(parser) ?? [];
  return ['File', 'Process', 'Registry'].includes(word) ? `${word}Event` : word;
}
