import type { Detection } from '../content/model.ts';
import { type ResolveOptions, resolveData } from '../data/resolve.ts';
import type { LogFile } from '../data/record.ts';
import { openSession } from '../testing/open-session.ts';
import { compareTwins, type Parity, type Twins, twinsAmong } from '../testing/parity.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ParityCommandOptions } from './commands/parity.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';

const EVENTS_SHOWN = 10;

/** Compares the twins among the chosen detections and prints on which events they disagree. */
export async function runParityCommand(
  what: readonly string[],
  options: ParityCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({
    cwd: io.cwd,
    what,
    layout: options.layout,
    cache: options.cache,
    ...(options.config !== undefined && { config: options.config }),
  });
  try {
    const chosen = new Set(session.detections);
    const twins = twinsAmong(session.content.detections).filter(
      ({ left, right }) => chosen.has(left) || chosen.has(right),
    );
    if (twins.length === 0)
      throw new UsageError('No Sigma rule names a detection in another language under "related".');
    const given = options.data && logFiles(options.data, io.cwd, {});
    const compared: Parity[] = [];
    for (const pair of twins) {
      const logs = given ?? attackDataOf(pair, session.data);
      if (logs.length > 0) compared.push(await compareTwins(pair, logs, session.workspace));
      else
        compared.push({
          ...pair,
          agreed: 0,
          onlyLeft: [],
          onlyRight: [],
          failure: 'There is no data to compare them over.',
        });
    }
    printer.result(options.format === 'json' ? inJson(compared) : compared.map(inText).join(''));
    return compared.every(isSame) ? EXIT.good : EXIT.findings;
  } finally {
    await session.close();
  }
}

/** The logs of the tests of both, each once. */
function attackDataOf({ left, right }: Twins, options: ResolveOptions): readonly LogFile[] {
  const logs = [...left.tests, ...right.tests]
    .flatMap(({ attackData }) => attackData)
    .flatMap((reference) => resolveData(reference, options).log ?? []);
  return [...new Map(logs.map((log) => [log.path, log])).values()];
}

const isSame = ({ onlyLeft, onlyRight, failure }: Parity): boolean =>
  failure === undefined && onlyLeft.length + onlyRight.length === 0;

const shown = ({ id, name, file, language }: Detection) => ({ id, name, file, language });

const inJson = (compared: readonly Parity[]): string =>
  `${JSON.stringify({
    summary: { pairs: compared.length, same: compared.filter(isSame).length },
    pairs: compared.map(({ left, right, agreed, onlyLeft, onlyRight, failure }) => ({
      left: shown(left),
      right: shown(right),
      agreed,
      only_left: onlyLeft,
      only_right: onlyRight,
      failure: failure ?? null,
    })),
  })}\n`;

function inText(parity: Parity): string {
  const { left, right, agreed, onlyLeft, onlyRight, failure } = parity;
  const head = `${left.name} (${left.file})\n${right.name} (${right.file})\n`;
  if (failure !== undefined) return `${head}  not compared: ${failure}\n`;
  if (isSame(parity)) return `${head}  the same ${agreed} events\n`;
  const only = (detection: Detection, events: readonly string[]): string => {
    if (events.length === 0) return '';
    const more = events.length > EVENTS_SHOWN ? ` and ${events.length - EVENTS_SHOWN} more` : '';
    return `  only ${detection.file}: ${events.slice(0, EVENTS_SHOWN).join(', ')}${more}\n`;
  };
  return `${head}  they disagree, ${agreed} events in common\n${only(left, onlyLeft)}${only(right, onlyRight)}`;
}
