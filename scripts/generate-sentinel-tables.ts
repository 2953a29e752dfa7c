/**
 * Writes `knowledge/sentinel/tables/*.tables` from a JSON file of table schemas:
 * `{ "<Table>": { "<Column>": "<type>" }, "ASIM:<Schema>": { … } }`.
 *
 *     node scripts/run.mjs scripts/generate-sentinel-tables.ts FACTS.json [FOLDER]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStandard } from '../src/platforms/sentinel/tables/standard-columns.ts';
import { printTable } from '../src/platforms/sentinel/tables/table-text.ts';
import { wordsOf } from './command.ts';

const ASIM_PREFIX = 'ASIM:';
/** Hyphens and the like occur in custom tables; a query writes such a name in brackets. */
const NAME = /^[^\s:#]+$/;
const TYPES = new Set(['bool', 'datetime', 'dynamic', 'guid', 'int', 'long', 'real', 'string', 'timespan', 'decimal']);

type Schemas = Readonly<Record<string, Readonly<Record<string, string>>>>;

const USAGE = 'tsx scripts/generate-sentinel-tables.ts FACTS.json [FOLDER]\n';
const [factsFile, folder = 'knowledge/sentinel/tables'] = wordsOf(USAGE);
if (factsFile === undefined) {
  process.stderr.write(`Name the file of the facts.\n\n${USAGE}`);
  process.exit(2);
}
const schemas = JSON.parse(readFileSync(factsFile, 'utf8')) as Schemas;
mkdirSync(folder, { recursive: true });

write('azure-monitor.tables', 'Tables of Azure Monitor and of advanced hunting', (name) =>
  name.startsWith(ASIM_PREFIX) ? undefined : name,
);
write('asim.tables', 'Fields of the ASIM schemas', (name) =>
  name.startsWith(ASIM_PREFIX) ? name.slice(ASIM_PREFIX.length) : undefined,
);

function write(file: string, title: string, nameOf: (key: string) => string | undefined): void {
  const lines: string[] = [];
  for (const [key, columns] of Object.entries(schemas)) {
    const name = nameOf(key);
    if (name === undefined) continue;
    const kept = Object.entries(columns)
      .map(([column, type]) => ({ name: column, type }))
      .filter((column) => name !== key || !isStandard(column));
    for (const column of kept) {
      if (!NAME.test(name) || !NAME.test(column.name) || !TYPES.has(column.type)) {
        throw new Error(`Not a column: ${name}.${column.name}:${column.type}`);
      }
    }
    lines.push(printTable(name, kept));
  }
  const header = [
    `# ${title}, one a line: the name, then its columns; a column without a type is a string.`,
    '# The standard columns are left out, they are added on loading. Written by scripts/generate-sentinel-tables.ts.',
    '# Facts: the Azure Monitor table reference and the advanced hunting schema (learn.microsoft.com).',
  ];
  writeFileSync(join(folder, file), `${[...header, ...lines].join('\n')}\n`);
}
