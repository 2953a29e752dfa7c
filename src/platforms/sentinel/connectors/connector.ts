import { INPUTS, type InputName } from '../inputs/inputs.ts';
import { type KnowledgeFile, knowledgeDiagnostic, parseMapping, type Report, textAt } from '../knowledge-files.ts';

/**
 * How raw records become rows of a table: `connectors/*.yaml`.
 *
 * ```yaml
 * name: Sysmon as Defender network events   # shown in reports
 * input: windows-events                     # what `source` is; see inputs/
 * table: DeviceNetworkEvents                # where the rows land
 * derived: true                             # the rows stand in for a sensor that was not there
 * yields_to: [Event]                        # lands nothing when the query also reads one of these tables
 * transform: |                              # KQL, as in a data collection rule
 *   source
 *   | where EventID == 3
 *   | project TimeGenerated = TimeCreated, …
 * ```
 *
 * A column of the table that the transform leaves out is empty.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-transformations
 */
export interface Connector {
  readonly name: string;
  readonly input: InputName;
  readonly table: string;
  readonly transform: string;
  readonly derived: boolean;
  readonly yieldsTo: readonly string[];
  readonly file: string;
}

export function parseConnector(file: KnowledgeFile, report: Report): Connector | undefined {
  const mapping = parseMapping(file, report);
  if (!mapping) return undefined;
  const [name, input, table, transform] = ['name', 'input', 'table', 'transform'].map((key) => textAt(mapping, key));
  if (name === undefined || input === undefined || table === undefined || transform === undefined) {
    const message = 'A connector has the keys "name", "input", "table" and "transform".';
    report(knowledgeDiagnostic('schema-missing-key', file.file, message));
    return undefined;
  }
  if (!Object.hasOwn(INPUTS, input)) {
    const message = `There is no input "${input}"; there are ${Object.keys(INPUTS).join(', ')}.`;
    report(knowledgeDiagnostic('schema-value', file.file, message));
    return undefined;
  }
  const yieldsTo = Object.hasOwn(mapping, 'yields_to') ? mapping['yields_to'] : [];
  return {
    name,
    input: input as InputName,
    table,
    transform,
    derived: mapping['derived'] === true,
    yieldsTo: Array.isArray(yieldsTo) ? yieldsTo.map(String) : [],
    file: file.file,
  };
}
