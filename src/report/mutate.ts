import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { MutantResult, MutationReport, MutationResult } from '../testing/mutate/model.ts';
import type { Colors } from './colors.ts';

const TEXT_WIDTH = 90;

/** A detection's score, and the mutants that no test noticed. */
export function mutationLines(result: MutationResult, colors: Colors): readonly string[] {
  const { detection, score, killed, survived, untried, mutants, problem } = result;
  const name = `${neutralLine(detection.name)} ${colors.dim(neutralLine(detection.file))}`;
  if (score === null) return [`${colors.yellow('unscored')}  ${name}`, `    ${neutralLine(problem ?? '')}`];
  const shown = `${score} %`.padStart(8);
  const counts = `${killed} of ${killed + survived} mutants noticed${untried > 0 ? `, ${untried} untried` : ''}`;
  return [
    `${survived === 0 ? colors.green(shown) : colors.red(shown)}  ${name} ${colors.dim(`(${counts})`)}`,
    ...mutants
      .filter(({ verdict }) => verdict === 'survived')
      .map(
        (mutant) => `    ${neutralLine(detection.file)}:${mutant.line}:${mutant.column} ${survivorSentence(mutant)}`,
      ),
  ];
}

/** What a surviving mutant says. */
export function survivorSentence({ kind, before, after }: MutantResult): string {
  const [left, right] = [quoted(before), quoted(after)];
  switch (kind) {
    case 'dropped':
      return `No test notices when ${left} is left out.`;
    case 'negated':
      return `No test notices when ${left} is turned into its opposite, ${right}.`;
    case 'literal':
      return `No test notices when ${left} becomes ${right}.`;
    case 'threshold':
      return `No test notices when ${left} moves to ${right}.`;
  }
}

export function mutationSummary({ summary }: MutationReport, colors: Colors): string {
  const { killed, survived, detections, unscored, untried, score } = summary;
  const parts = [
    `${killed} of ${killed + survived} mutants noticed`,
    ...(unscored > 0 ? [colors.yellow(`${unscored} unscored`)] : []),
    ...(untried > 0 ? [colors.yellow(`${untried} untried`)] : []),
  ];
  const total = score === null ? 'no score' : `${score} %`;
  return `\n${survived > 0 ? colors.red(total) : colors.green(total)} ${parts.join(', ')} ${colors.dim(`(${detections} detection${detections === 1 ? '' : 's'})`)}`;
}

function quoted(text: string): string {
  const line = neutralLine(text.replace(/\s+/g, ' ').trim());
  return `\`${line.length > TEXT_WIDTH ? `${line.slice(0, TEXT_WIDTH - 1)}…` : line}\``;
}
