import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CommonOptions, Printer, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

export interface PackageOptions extends CommonOptions {
  readonly environment?: string;
  readonly appVersion: string;
  readonly packageFile?: string;
  readonly install?: 'enterprise' | 'cloud';
  readonly installFrom?: string;
}

/** `firedrill package`: detections as an app that Splunk installs. */
export function registerPackage(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = program
    .command('package')
    .description('pack Splunk detections, and what they lean on, as an app; the same content gives the same bytes')
    .option('--environment <name>', 'an overlay of "deploy.environments" in firedrill.yml')
    .option('--app-version <version>', 'the version of the app', versionText, '1.0.0')
    .option('--package-file <file>', 'where the app goes (default: <app>-<version>.tar.gz)')
    .addOption(
      new Option(
        '--install <where>',
        'install it too: on a server that can read the package, or on Splunk Cloud, vetted by AppInspect',
      ).choices(['enterprise', 'cloud']),
    )
    .option('--install-from <path>', 'the path or URL by which the server reads the package (default: its path here)');
  withCommonOptions(command, ['text', 'json']);
  command.action(async (options: PackageOptions) => {
    const { runPackageCommand } = await import('../run-package-command.ts');
    const printer = new Printer(io, options);
    const code = await runPackageCommand(options, io, printer);
    printer.finish();
    exit(code);
  });
}

function versionText(text: string): string {
  if (!/^\d{1,4}\.\d{1,3}\.\d{1,3}$/.test(text)) throw new InvalidArgumentError('It must be major.minor.patch.');
  return text;
}
