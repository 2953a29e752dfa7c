import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { type KnowledgeFile, knowledgeDiagnostic, parseMapping, type Report, textAt } from '../knowledge-files.ts';

/** A table, or further columns of a table, that a workspace declares in `tables/<Name>.json`. */
export interface CustomTable {
  readonly name: string;
  readonly columns: readonly KqlColumn[];
}

/**
 * The type names that custom tables use, in any case.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/logs/create-custom-table
 */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['int', 'int'],
  ['int32', 'int'],
  ['long', 'long'],
  ['int64', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['datetime', 'datetime'],
  ['dynamic', 'dynamic'],
  ['object', 'dynamic'],
  ['guid', 'guid'],
  ['timespan', 'timespan'],
  ['decimal', 'decimal'],
]);

/**
 * Reads a table in the format of Azure-Sentinel's own checks:
 *
 * ```json
 * { "Name": "Firewall_CL", "Properties": [{ "Name": "SrcIp_s", "Type": "String" }] }
 * ```
 */
export function parseCustomTable(file: KnowledgeFile, report: Report): CustomTable | undefined {
  const mapping = parseMapping(file, report);
  if (!mapping) return undefined;
  const name = textAt(mapping, 'Name');
  const properties = Object.hasOwn(mapping, 'Properties') ? mapping['Properties'] : undefined;
  if (name === undefined || !Array.isArray(properties)) {
    report(knowledgeDiagnostic('schema-missing-key', file.file, 'A table has a "Name" and a list of "Properties".'));
    return undefined;
  }
  const columns: KqlColumn[] = [];
  for (const property of properties as readonly unknown[]) {
    const column = columnOf(property);
    if (column) columns.push(column);
    else {
      const message = `A column of "${name}" has no "Name" or no known "Type": ${JSON.stringify(property)}.`;
      report(knowledgeDiagnostic('schema-value', file.file, message));
    }
  }
  return { name, columns };
}

function columnOf(property: unknown): KqlColumn | undefined {
  if (typeof property !== 'object' || property === null) return undefined;
  const mapping = property as Readonly<Record<string, unknown>>;
  const name = textAt(mapping, 'Name') ?? textAt(mapping, 'name');
  const type = TYPES.get((textAt(mapping, 'Type') ?? textAt(mapping, 'type') ?? '').toLowerCase());
  return name === undefined || type === undefined ? undefined : { name, type };
}
