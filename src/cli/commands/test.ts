import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../../live/engine.ts';
import type { Shift } from '../../live/live-runner.ts';
import type { TestReport } from '../../testing/result.ts';
import { parseShard, type Shard } from '../../testing/shard.ts';
import { UsageError } from '../../util/usage-error.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { environmentOption, shiftOption } from './engine-options.ts';
import { reportInFormat, TEST_FORMATS } from '../report-format.ts';

export interface TestOptions extends CommonOptions {
  readonly allowMissingData?: boolean;
  readonly layout: string;
  readonly tag: readonly string[];
  readonly cache: boolean;
  readonly changed?: string;
  readonly shard?: Shard;
  readonly durations?: string;
  readonly planOnly?: boolean;
  readonly update?: boolean;
  readonly profile?: boolean;
  readonly basis?: boolean;
  readonly watch?: boolean;
  readonly engine: 'local' | EngineName;
  readonly shift: Shift;
  readonly environment?: string;
}

/** `firedrill test`: validates what it runs, replays its attack data and judges the results. */
export function registerTest(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('test')
    .description('replay the attack data of detections and judge what they find')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .option('--allow-missing-data', 'exit 0 though tests were skipped for want of their data')
    .option('--tag <technique...>', 'only detections of these ATT&CK techniques', [])
    .option('--changed <revision>', 'only what differs from a git revision, or leans on what does')
    .addOption(new Option('--shard <i/n>', 'run the i-th of n parts of the tests').argParser(shardOption))
    .option('--durations <report>', 'an earlier report in JSON, by which shards are balanced')
    .option('--plan-only', 'say which tests would run, and run none')
    .option('--update', 'write the rows files that tests name with "expect.rows_file"')
    .option('--profile', 'say where the time went')
    .option('--basis', 'say which inferred behaviours of firedrill each result leans on')
    .option('--watch', 'stay, and run again the tests that an edit touches')
    .option('--no-cache', 'bind every query anew')
    .addOption(
      new Option('--engine <name>', 'where the queries run: here, or on a live service that is given the data')
        .choices(['local', ...ENGINE_NAMES])
        .default('local'),
    )
    .addOption(shiftOption())
    .addOption(environmentOption())
    .addOption(layoutOption());
  withCommonOptions(command, TEST_FORMATS);
  command.action(async (what: string[], options: TestOptions) => {
    const printer = new Printer(io, options);
    if (options.watch && options.engine !== 'local') throw new UsageError('--watch runs tests here alone.');
    if (options.watch) {
      const { runTestWatch } = await import('../run-test-watch.ts');
      exit(await runTestWatch(what, options, io, printer));
      return;
    }
    if (options.planOnly) {
      await printPlan(what, options, io, printer);
      exit(EXIT.good);
      return;
    }
    const { runTestCommand } = await import('../run-test-command.ts');
    const text = options.format === 'text';
    const { basisLines, consoleLine, consoleSummary, profileLines } = await import('../../report/console.ts');
    const report = await runTestCommand(what, options, io, {
      onResult: (result) => {
        if (text)
          printer.result(
            `${[consoleLine(result, printer.colors), ...(options.basis ? basisLines(result) : [])].join('\n')}\n`,
          );
      },
      onDiagnostics: (rendered) => (text ? printer.result(rendered) : printer.aside(rendered)),
      colors: text ? printer.colors : printer.sideColors,
    });
    if (options.profile) printer.aside(profileLines(report).join('\n'));
    if (text) printer.result(`${consoleSummary(report.summary, printer.colors)}\n`);
    else {
      printer.result(await reportInFormat(options.format, report, { ...options, cwd: io.cwd, explain: true }));
      printer.aside(`${consoleSummary(report.summary, printer.sideColors)}\n`);
    }
    printer.finish();
    exit(exitCodeOf(report, options));
  });
}

export const layoutOption = (): Option =>
  new Option('--layout <layout>', 'the layout of the repository')
    .choices(['auto', 'firedrill', 'contentctl', 'azure-sentinel', 'sigmahq'])
    .default('auto');

function shardOption(text: string): Shard {
  const shard = parseShard(text);
  if (!shard) throw new InvalidArgumentError('Write it as 2/4: the second of four parts.');
  return shard;
}

async function printPlan(
  what: readonly string[],
  options: TestOptions,
  io: CommandIo,
  printer: Printer,
): Promise<void> {
  if (options.format !== 'text' && options.format !== 'json') {
    throw new UsageError('--plan-only prints text or JSON.');
  }
  const { planTestCommand } = await import('../run-test-command.ts');
  const planned = await planTestCommand(what, options, io);
  if (options.format === 'json') printer.result(`${JSON.stringify({ planned }, null, 2)}\n`);
  else {
    const { planLine } = await import('../../report/console.ts');
    for (const test of planned) printer.result(`${planLine(test, printer.colors)}\n`);
    printer.result(`\n${planned.length} test${planned.length === 1 ? '' : 's'} would run\n`);
  }
  printer.finish();
}

/** Of a shard nobody asks whether anything ran: that is for the merged report to say. */
export function exitCodeOf(
  { summary, tests, diagnostics, shard }: TestReport,
  options: { readonly allowMissingData?: boolean },
): ExitCode {
  if (summary.failed + summary.errors + summary.unsupported > 0) return EXIT.findings;
  if (!shard && tests.length === summary.skipped) return EXIT.findings;
  if (diagnostics.some(({ code, severity }) => severity === 'error' && /^FD[12]/.test(code))) return EXIT.findings;
  const missing = tests.some((test) => test.missing_data);
  return missing && !options.allowMissingData ? EXIT.findings : EXIT.good;
}
