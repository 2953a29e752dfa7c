import { type Command, Option } from 'commander';
import { type CommonOptions, Printer, positiveInteger, withCommonOptions } from '../common.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

export interface DeployOptions extends CommonOptions {
  readonly target: 'splunk' | 'sentinel';
  readonly environment?: string;
  readonly adopt?: boolean;
  readonly prune?: boolean;
  readonly planFile?: string;
  readonly detailedExitcode?: boolean;
  readonly resume?: boolean;
  readonly concurrency?: number;
  readonly yes?: boolean;
  readonly queryCheck?: boolean;
}

/** `firedrill deploy`: compares a live workspace with the repository, and changes it. */
export function registerDeploy(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const deploy = program.command('deploy').description('compare a live workspace with the repository, and change it');
  const part = (name: 'plan' | 'apply' | 'status' | 'rollback' | 'destroy', description: string): Command => {
    const command = deploy
      .command(name)
      .description(description)
      .addOption(
        new Option('--target <platform>', 'what is deployed to').choices(['splunk', 'sentinel']).makeOptionMandatory(),
      )
      .option('--environment <name>', 'an overlay of "deploy.environments" in firedrill.yml');
    withCommonOptions(command, ['text', 'json', 'markdown']);
    command.action(async (options: DeployOptions) => {
      const { runDeployCommand } = await import('../run-deploy-command.ts');
      const printer = new Printer(io, options);
      const code = await runDeployCommand(name, options, io, printer);
      printer.finish();
      exit(code);
    });
    return command;
  };
  const compared = (command: Command): Command =>
    command
      .option('--adopt', 'take over objects of others that have the name of one of ours')
      .option('--prune', 'delete what is ours and no longer in the repository')
      .option('--no-query-check', 'do not try the queries in the workspace first (Sentinel)');
  const changing = (command: Command): Command =>
    command.option('--concurrency <n>', 'objects that are written beside each other', positiveInteger, 4);

  compared(part('plan', 'show what would change'))
    .option('--plan-file <file>', 'write the plan there, for "deploy apply --plan-file"')
    .option('--detailed-exitcode', 'exit 4 when changes are pending');
  changing(compared(part('apply', 'change the workspace')))
    .option('--plan-file <file>', 'apply this plan and no other')
    .option('--resume', 'carry on with the run that was cut off');
  part('status', 'show drift: workspace, repository, and what was last applied').option(
    '--detailed-exitcode',
    'exit 4 when there is drift',
  );
  registerImport(deploy, io, exit);
  registerExport(deploy, io, exit);
  changing(part('rollback', 'give back what was there before the last run'));
  changing(part('destroy', 'delete everything that the deployment created')).option('--yes', 'do it, not only show it');
}

export interface DeployImportOptions extends CommonOptions {
  readonly target: 'splunk' | 'sentinel';
  readonly environment?: string;
  readonly content?: string;
  readonly knowledge?: string;
}

function registerImport(deploy: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = deploy
    .command('import')
    .description('write live objects that the repository lacks as files of ours; the workspace is only read')
    .argument('[what...]', 'names or ids of live objects (default: all)')
    .addOption(new Option('--target <platform>', 'what is read').choices(['splunk', 'sentinel']).makeOptionMandatory())
    .option('--environment <name>', 'an overlay of "deploy.environments" in firedrill.yml')
    .option('--content <folder>', 'where detections go (default: the first content folder)')
    .option('--knowledge <folder>', 'where what they lean on goes (default: the first knowledge folder)');
  withCommonOptions(command, ['text', 'json']);
  command.action(async (what: string[], options: DeployImportOptions) => {
    const { runDeployImport } = await import('../run-deploy-import.ts');
    const printer = new Printer(io, options);
    const code = await runDeployImport(what, options, io, printer);
    printer.finish();
    exit(code);
  });
}

export interface DeployExportOptions extends CommonOptions {
  readonly target: 'sentinel';
  readonly environment?: string;
}

function registerExport(deploy: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const command = deploy
    .command('export')
    .description('print what would be deployed as a template of Azure Resource Manager; no workspace is asked')
    .addOption(new Option('--target <platform>', 'what is deployed to').choices(['sentinel']).makeOptionMandatory())
    .option('--environment <name>', 'an overlay of "deploy.environments" in firedrill.yml');
  withCommonOptions(command, ['arm']);
  command.action(async (options: DeployExportOptions) => {
    const { runDeployExport } = await import('../run-deploy-export.ts');
    const printer = new Printer(io, options);
    const code = await runDeployExport(options, io, printer);
    printer.finish();
    exit(code);
  });
}
