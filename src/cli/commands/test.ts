import { type Command, Option } from 'commander';
import type { TestReport } from '../../testing/result.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

export interface TestOptions extends CommonOptions {
  readonly allowMissingData?: boolean;
  readonly layout: string;
  readonly tag: readonly string[];
  readonly cache: boolean;
}

/** `firedrill test`: validates what it runs, replays its attack data and judges the results. */
export function registerTest(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('test')
    .description('replay the attack data of detections and judge what they find')
    .argument('[what...]', 'paths, names or ids of detections (default: the content of firedrill.yml)')
    .option('--allow-missing-data', 'exit 0 though tests were skipped for want of their data')
    .option('--tag <technique...>', 'only detections of these ATT&CK techniques', [])
    .option('--no-cache', 'bind every query anew')
    .addOption(layoutOption());
  withCommonOptions(command, ['text', 'json', 'junit', 'markdown', 'github']);
  command.action(async (what: string[], options: TestOptions) => {
    const { runTestCommand } = await import('../run-test-command.ts');
    const printer = new Printer(io, options);
    const text = options.format === 'text';
    const { consoleLine, consoleSummary } = await import('../../report/console.ts');
    const report = await runTestCommand(what, options, io, {
      onResult: text ? (result) => printer.result(`${consoleLine(result, printer.colors)}\n`) : () => undefined,
      onDiagnostics: (rendered) => (text ? printer.result(rendered) : printer.aside(rendered)),
      colors: text ? printer.colors : printer.sideColors,
    });
    if (text) printer.result(`${consoleSummary(report.summary, printer.colors)}\n`);
    else {
      printer.result(await inFormat(options.format, report));
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

async function inFormat(format: string, report: TestReport): Promise<string> {
  switch (format) {
    case 'junit':
      return (await import('../../report/junit.ts')).junitReport(report);
    case 'markdown':
      return (await import('../../report/markdown.ts')).markdownReport(report);
    case 'github':
      return (await import('../../report/github.ts')).githubReport(report);
    default:
      return (await import('../../report/json.ts')).jsonReport(report);
  }
}

function exitCodeOf({ summary, tests, diagnostics }: TestReport, options: TestOptions): ExitCode {
  if (summary.failed + summary.errors + summary.unsupported > 0) return EXIT.findings;
  if (tests.length === summary.skipped) return EXIT.findings;
  if (diagnostics.some(({ code, severity }) => severity === 'error' && /^FD[12]/.test(code))) return EXIT.findings;
  const missing = tests.some((test) => test.missing_data);
  return missing && !options.allowMissingData ? EXIT.findings : EXIT.good;
}
