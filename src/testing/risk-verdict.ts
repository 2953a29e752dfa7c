/**
 * When contentctl lets a unit test of an ESCU detection pass: not when there are results, but when the results fill the
 * fields that its risk events and findings need. In: the rows and what the detection says about risk. Out: why not.
 *
 * @see https://github.com/splunk/contentctl
 */
import type { RiskDefinition } from '../content/index.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { tokensOf } from './tokens.ts';

type Row = Readonly<Record<string, JsonValue>>;

/**
 * Rows are looked at in order. One that lacks a risk object's field fails the test; the first that has all risk and
 * threat objects passes it, and no further row is looked at. Without such a row, each threat object needs a value in
 * some row. Last, each `$field$` of a message needs a value in some row, since Enterprise Security would show the bare
 * token in all of them. A value is missing when there is none or when it is the text "null", which
 * `fillnull_value=null` leaves.
 */
export function judgeRisk(risk: RiskDefinition, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const reasons = judgeObjects(risk, rows);
  return reasons.length > 0 ? reasons : judgeMessages(risk, rows);
}

function judgeObjects(risk: RiskDefinition, rows: readonly Row[]): readonly string[] {
  const needed = riskFields(risk);
  const threats = risk.threatObjects.map(({ field }) => field);
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const lacking = needed.filter((field) => isMissing(row, field));
    if (lacking.length > 0) {
      return lacking.map((field) => `Row ${at + 1} has no value for the risk object "${field}"${shown(row, field)}.`);
    }
    for (const field of threats) if (!isMissing(row, field)) seen.add(field);
    if (threats.every((field) => !isMissing(row, field))) return [];
  }
  return [...new Set(threats)]
    .filter((field) => !seen.has(field))
    .map((field) => `No row has a value for the threat object "${field}"; row 1 has none${shown(rows[0], field)}.`);
}

function judgeMessages(risk: RiskDefinition, rows: readonly Row[]): readonly string[] {
  const messages = [...risk.riskObjects.map(({ message }) => message), risk.finding?.title ?? ''];
  const fields = new Set(messages.flatMap(tokensOf));
  return [...fields]
    .filter((field) => rows.every((row) => cellOf(row, field) === null))
    .map((field) => `No row has a value for "$${field}$" of the message; row 1 has none.`);
}

/** The fields of everything whose risk is raised. */
export function riskFields({ riskObjects, finding }: RiskDefinition): readonly string[] {
  const fields = riskObjects.filter(({ optional }) => !optional).map(({ field }) => field);
  return [...new Set(finding?.entity ? [finding.entity.field, ...fields] : fields)];
}

export const cellOf = (row: Row, field: string): JsonValue => (Object.hasOwn(row, field) ? (row[field] ?? null) : null);

const isMissing = (row: Row, field: string): boolean => {
  const cell = cellOf(row, field);
  return cell === null || cell === 'null';
};

/** Says that the text "null" stands there. */
const shown = (row: Row | undefined, field: string): string =>
  row && cellOf(row, field) === 'null' ? ' but the text "null"' : '';
