import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { appFiles } from '../deploy/splunk/package/app-files.ts';
import { appProblems } from '../deploy/splunk/package/inspect.ts';
import { packTarball } from '../deploy/splunk/package/tar.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import type { PackageOptions } from './commands/package.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openContent } from './open-deploy.ts';

/** Packs the app, checks it, and writes it. */
export async function runPackageCommand(options: PackageOptions, io: CommandIo, printer: Printer): Promise<ExitCode> {
  const { desired, errors, settings, knowledge, root } = await openContent('splunk', options, io.cwd);
  if (errors.length > 0) {
    printer.complaint(`${renderDiagnostics(errors, { colors: printer.sideColors })}\n`);
    return EXIT.findings;
  }
  const files = appFiles(desired, { settings: settings.splunk, version: options.appVersion, knowledge });
  const problems = appProblems(files);
  if (problems.length > 0) {
    printer.complaint(`${problems.map((problem) => `error: ${problem}`).join('\n')}\n`);
    return EXIT.findings;
  }
  const bytes = packTarball(files);
  const name = options.packageFile ?? `${settings.splunk.app}-${options.appVersion}.tar.gz`;
  writeFileSync(resolve(io.cwd, name), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const paths = files.map(({ path }) => path).sort();
  if (options.format === 'json') {
    printer.result(`${JSON.stringify({ file: name, size: bytes.length, sha256, files: paths }, null, 2)}\n`);
  } else printer.result(`${name}  ${files.length} files, ${bytes.length} bytes, sha256 ${sha256}\n`);
  const { install } = options;
  if (install) {
    const from = options.installFrom ?? resolve(io.cwd, name);
    const { installPackage } = await import('./install-package.ts');
    printer.aside(
      `${await installPackage(install, { bytes, name, from, version: options.appVersion }, settings.splunk, root)}\n`,
    );
  }
  return EXIT.good;
}
