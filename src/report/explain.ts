import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { ExplainedPredicate, Explanation, Loss, NearMiss } from '../testing/explain.ts';
import type { Colors } from './colors.ts';
import { append } from '../util/append.ts';

const COUNT_WIDTH = 9;
const STAGE_WIDTH = 100;
const VALUE_WIDTH = 60;

/** Rows after every stage, and why none came out, for people. */
export function explainReport(title: string, explanation: Explanation, colors: Colors): string {
  const { results, events, stages, loss } = explanation;
  const count = (rows: number) => String(rows).padStart(COUNT_WIDTH);
  const lines = [
    colors.bold(neutralLine(title)),
    '',
    colors.dim(`${'rows in'.padStart(COUNT_WIDTH)}${'rows out'.padStart(COUNT_WIDTH)}  stage`),
    ...stages.map(({ text, rowsIn, rowsOut }) => {
      const lost = rowsOut === 0 && (rowsIn > 0 || text === loss?.stage);
      const line = `${count(rowsIn)}${count(rowsOut)}  ${oneLine(text)}`;
      return lost ? colors.red(line) : rowsOut === 0 ? colors.dim(line) : line;
    }),
    '',
  ];
  if (explanation.parts.length > 0) {
    lines.push(
      ...explanation.parts.map(({ name, rows }) => {
        const line = `  ${neutralLine(name)} holds for ${plural(rows, 'event')}`;
        return rows === 0 ? colors.yellow(line) : line;
      }),
      '',
    );
  }
  if (loss) append(lines, [colors.bold('Where the rows went'), ...lossLines(loss, colors), '']);
  const verdict = results > 0 ? colors.green(`${plural(results, 'row')} came out`) : colors.red('No row came out');
  lines.push(`${verdict} of ${plural(events, 'event')}.`);
  for (const note of explanation.notes) lines.push(colors.dim(`note: ${neutralLine(note)}`));
  return `${lines.join('\n')}\n`;
}

function lossLines(loss: Loss, colors: Colors): readonly string[] {
  const lines: string[] = [];
  if (loss.stage !== undefined) lines.push(`  in the step  ${oneLine(loss.stage)}`);
  if (loss.within !== undefined) lines.push(`  inside       ${oneLine(loss.within)}`);
  lines.push(`  ${neutralLine(loss.what)}`);
  for (const { kind, events } of loss.held) lines.push(`    the logs hold ${events} × ${neutralLine(kind)}`);
  const ranked = loss.predicates.toSorted((left, right) => Number(right.blamed) - Number(left.blamed));
  for (const predicate of ranked) append(lines, ['', ...predicateLines(predicate, loss, colors)]);
  if (loss.nearest.length > 0) {
    lines.push('', `  ${colors.bold('Nearest')}`);
    for (const miss of loss.nearest) append(lines, nearMissLines(miss, colors));
  }
  if (loss.branches.length > 0) {
    lines.push('', '  Other sources of the step lost their rows too:');
    append(
      lines,
      loss.branches.map((text) => `    ${clip(neutralLine(text), STAGE_WIDTH)}`),
    );
  }
  return lines;
}

function predicateLines(predicate: ExplainedPredicate, loss: Loss, colors: Colors): readonly string[] {
  const { text, alone, without, blamed, observed, hints, alternatives, makers, eventTypes, search } = predicate;
  const held = alone === 0 ? 'never held' : `held for ${alone} of ${plural(loss.rowsIn, 'row')}`;
  const mark = blamed ? colors.red('✗') : colors.green('✓');
  const lines = [
    `  ${mark} ${blamed ? colors.bold(neutralLine(text)) : neutralLine(text)}`,
    `    ${blamed ? colors.red(held) : held}; without it ${plural(without, 'row')} would come through`,
  ];
  if (!blamed) return lines;
  for (const choice of alternatives) lines.push(`    ${String(choice.alone).padStart(6)} × ${oneLine(choice.text)}`);
  for (const { column, values, more } of observed) {
    const shown = values.map(({ value, rows }) => `${clip(neutralLine(value), VALUE_WIDTH)} (${rows})`).join(', ');
    lines.push(
      `    ${neutralLine(column)} held: ${shown || 'nothing'}${more > 0 ? ` and ${plural(more, 'other value')}` : ''}`,
    );
  }
  for (const { column, stage, from } of makers) {
    lines.push(`    ${neutralLine(column)} is made by ${oneLine(stage ?? 'an earlier step')}`);
    for (const { column: name, values } of from) {
      const shown = values.map(({ value, rows }) => `${clip(neutralLine(value), VALUE_WIDTH)} (${rows})`).join(', ');
      lines.push(`      from ${neutralLine(name)}: ${shown || 'nothing'}`);
    }
  }
  for (const { name, search: written, missing, event } of eventTypes) {
    lines.push(`    event type ${neutralLine(name)} would give it: ${clip(neutralLine(written), STAGE_WIDTH)}`);
    if (missing.length > 0) {
      const of = event === undefined ? 'the nearest event' : neutralLine(event);
      lines.push(`      ${of} misses ${missing.map((part) => colors.red(neutralLine(part))).join(', ')}`);
    }
  }
  append(
    lines,
    hints.map((hint) => `    ${colors.yellow('→')} ${neutralLine(hint)}`),
  );
  if (search)
    append(lines, ['    its search found nothing:', ...lossLines(search, colors).map((line) => `    ${line}`)]);
  return lines;
}

function nearMissLines({ event, missed, fields }: NearMiss, colors: Colors): readonly string[] {
  const cells = fields.map(({ column, value, missed: wrong }) => {
    const cell = `${neutralLine(column)}=${clip(neutralLine(value), VALUE_WIDTH)}`;
    return wrong ? colors.red(`[${cell}]`) : cell;
  });
  const which = event === undefined ? 'a row' : neutralLine(event);
  return [
    `    ${which} ${colors.dim(`misses ${plural(missed.length, 'condition')}`)}`,
    ...(cells.length > 0 ? [`      ${cells.join('  ')}`] : []),
  ];
}

const oneLine = (text: string): string => clip(neutralLine(text.replace(/\s+/g, ' ').trim()), STAGE_WIDTH);

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const clip = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);
