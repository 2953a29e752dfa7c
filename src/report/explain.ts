import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { Explanation, Loss } from '../testing/explain.ts';
import type { Colors } from './colors.ts';

const COUNT_WIDTH = 9;
const STAGE_WIDTH = 110;

/** Rows after every stage, and why none came out, for people. */
export function explainReport(title: string, explanation: Explanation, colors: Colors): string {
  const { results, events, stages, loss } = explanation;
  const rows = (count: number) => String(count).padStart(COUNT_WIDTH);
  const lines = [
    colors.bold(neutralLine(title)),
    '',
    colors.dim(`${'rows in'.padStart(COUNT_WIDTH)}${'rows out'.padStart(COUNT_WIDTH)}  stage`),
    ...stages.map(({ text, rowsIn, rowsOut }) => {
      const line = `${rows(rowsIn)}${rows(rowsOut)}  ${clip(neutralLine(text.replace(/\s+/g, ' ').trim()))}`;
      return rowsIn > 0 && rowsOut === 0 ? colors.red(line) : line;
    }),
    '',
  ];
  if (explanation.parts.length > 0) {
    lines.push(...explanation.parts.map(({ name, rows: held }) => `${neutralLine(name)} holds for ${held} events`), '');
  }
  if (loss) lines.push(...lossLines(loss, colors), '');
  const verdict = results > 0 ? colors.green(`${results} rows came out`) : colors.red('No row came out');
  lines.push(`${verdict} of ${events} events.`);
  for (const note of explanation.notes) lines.push(colors.dim(`note: ${neutralLine(note)}`));
  return `${lines.join('\n')}\n`;
}

function lossLines(loss: Loss, colors: Colors): readonly string[] {
  const lines = [colors.bold('Where the rows went')];
  if (loss.stage !== undefined)
    lines.push(`  in the step  ${clip(neutralLine(loss.stage.replace(/\s+/g, ' ').trim()))}`);
  lines.push(`  ${neutralLine(loss.what)}`);
  for (const predicate of loss.predicates) {
    const held =
      predicate.alone === 0 ? colors.red('never held') : `holds for ${predicate.alone} of ${loss.rowsIn} rows`;
    lines.push(
      '',
      `  ${neutralLine(predicate.text)}`,
      `    ${held}; without it ${predicate.without} rows would come through`,
    );
    for (const { column, values, more } of predicate.observed) {
      const shown = values.map(({ value, rows }) => `${clip(neutralLine(value), 60)} (${rows})`).join(', ');
      lines.push(`    ${column} held: ${shown || 'nothing'}${more > 0 ? ` and ${more} other values` : ''}`);
    }
  }
  return lines;
}

const clip = (text: string, width = STAGE_WIDTH): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
