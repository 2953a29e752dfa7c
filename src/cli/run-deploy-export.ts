import { renderDiagnostics } from '../diagnostics/render.ts';
import type { DeployExportOptions } from './commands/deploy.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { openContent } from './open-deploy.ts';

/** Prints a template of Azure Resource Manager. */
export async function runDeployExport(
  options: DeployExportOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const { desired, errors } = await openContent(options.target, options, io.cwd);
  if (errors.length > 0) {
    printer.complaint(`${renderDiagnostics(errors, { colors: printer.sideColors })}\n`);
    printer.complaint('error: Content with errors is not deployed.\n');
    return EXIT.findings;
  }
  const { armTemplate } = await import('../deploy/sentinel/arm-template.ts');
  printer.result(armTemplate(desired));
  return EXIT.good;
}
