/**
 * Writes `knowledge/sentinel/parsers/vim<Schema>Empty.yaml` for each schema of `tables/asim.tables`: a unifying parser
 * starts with it, so that every field of the schema is there whatever its sources give.
 *
 *     npx tsx scripts/generate-asim-empty-parsers.ts [FOLDER]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TableText } from '../src/platforms/sentinel/tables/table-text.ts';
import { wordsOf } from './command.ts';

/** The version of each schema. */
const SCHEMAS: Readonly<Record<string, string>> = {
  AlertEvent: '0.1',
  AuditEvent: '0.1.2',
  Authentication: '0.1.4',
  DhcpEvent: '0.1.1',
  Dns: '0.1.7',
  FileEvent: '0.2.2',
  NetworkSession: '0.2.7',
  ProcessEvent: '0.1.4',
  RegistryEvent: '0.1.3',
  UserManagement: '0.1.2',
  WebSession: '0.2.7',
};

const [folder = 'knowledge/sentinel'] = wordsOf('tsx scripts/generate-asim-empty-parsers.ts [FOLDER]\n');
const fields = new TableText(readFileSync(join(folder, 'tables', 'asim.tables'), 'utf8'));
/** Names that parsers give a schema, where they differ from the schema's own. */
const SHORT_NAMES: Readonly<Record<string, string>> = { ProcessEvent: 'Process' };

for (const [schema, version] of Object.entries(SCHEMAS)) {
  const name = SHORT_NAMES[schema] ?? schema;
  const columns = fields.columns(schema) ?? [];
  const lines = columns.map(({ name, type }) => `    ${name}: ${type}`).join(',\n');
  const text = `# Written by scripts/generate-asim-empty-parsers.ts from tables/asim.tables.
Parser:
  Title: ${schema} ASIM schema without rows
  Version: '1.0.0'
  LastUpdated: Jan 1, 2026
Product:
  Name: Source agnostic
Normalization:
  Schema: ${schema}
  Version: '${version}'
References:
- Title: ASIM ${schema} Schema
  Link: https://aka.ms/ASim${schema}Doc
Description: |
  Every field of the schema and no row: the first source of a unifying parser.
ParserName: vim${name}Empty
EquivalentBuiltInParser: _Im_${name}_Empty
ParserParams: []
ParserQuery: |
  datatable(
${lines}
  )[]
`;
  writeFileSync(join(folder, 'parsers', `vim${name}Empty.yaml`), text);
}
