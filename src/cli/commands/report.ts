import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { TestReport } from '../../testing/result.ts';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { reportInFormat, TEST_FORMATS } from '../report-format.ts';
import { exitCodeOf } from './test.ts';

interface ShowOptions extends CommonOptions {
  readonly site?: string;
  readonly title?: string;
  readonly explain: boolean;
}

interface MergeOptions extends ShowOptions {
  readonly allowMissingData?: boolean;
}

/** `firedrill report`: prints an earlier report in another format; `report merge` joins the reports of shards. */
export function registerReport(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program.command('report').description('print the results of an earlier test run');
  const show = command
    .command('show', { isDefault: true })
    .description('print a report in another format')
    .argument('<results>', 'a report of "firedrill test --format json"');
  withPageOptions(show);
  show.action(async (file: string, options: ShowOptions) => {
    const { readReport } = await import('../../testing/plan-run.ts');
    await print(readReport(resolve(io.cwd, file)), options, io);
    exit(EXIT.good);
  });
  const merge = command
    .command('merge')
    .description('join the reports of all shards of a run into the report of the run')
    .argument('<results...>', 'the reports of "firedrill test --shard I/N --format json"')
    .option('--allow-missing-data', 'exit 0 though tests were skipped for want of their data');
  withPageOptions(merge);
  merge.action(async (files: string[], options: MergeOptions) => {
    const [{ readReport }, { mergeReports }] = await Promise.all([
      import('../../testing/plan-run.ts'),
      import('../../testing/merge-reports.ts'),
    ]);
    const report = mergeReports(files.map((file) => readReport(resolve(io.cwd, file))));
    await print(report, options, io);
    exit(exitCodeOf(report, options));
  });
}

function withPageOptions(command: Command): void {
  withCommonOptions(command, TEST_FORMATS)
    .option('--site <folder>', 'write the report as a site: an index, and a page for each detection')
    .option('--title <text>', 'the title of the HTML report')
    .option('--no-explain', 'HTML: do not run tests that found nothing once more, to say where the rows went');
}

async function print(report: TestReport, options: ShowOptions, io: CommandIo): Promise<void> {
  const printer = new Printer(io, options);
  if (options.site !== undefined) {
    const [{ gatherReport }, { writeSite }] = await Promise.all([
      import('../../testing/details/gather-report.ts'),
      import('../write-site.ts'),
    ]);
    const files = await writeSite(await gatherReport(report, { ...options, cwd: io.cwd }), options.site, io.cwd);
    printer.aside(`Site of ${files} files written to ${options.site}\n`);
    return;
  }
  if (options.format === 'text') {
    const { consoleReport } = await import('../../report/console.ts');
    printer.result(consoleReport(report, printer.colors));
  } else {
    printer.result(await reportInFormat(options.format, report, { ...options, cwd: io.cwd }));
  }
  printer.finish();
}
