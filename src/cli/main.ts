import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { StartedThread } from '../data/reader-thread/reader-thread.ts';
import { UsageError } from '../util/usage-error.ts';
import { registerBacktest } from './commands/backtest.ts';
import { registerConvert } from './commands/convert.ts';
import { registerData } from './commands/data.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerDiff } from './commands/diff.ts';
import { registerExplain } from './commands/explain.ts';
import { registerFormat } from './commands/format.ts';
import { registerHelp } from './commands/help.ts';
import { registerInit } from './commands/init.ts';
import { registerLsp } from './commands/lsp.ts';
import { registerMutate } from './commands/mutate.ts';
import { registerNew } from './commands/new.ts';
import { registerPackage } from './commands/package.ts';
import { registerNoise } from './commands/noise.ts';
import { registerNotes } from './commands/notes.ts';
import { registerParity } from './commands/parity.ts';
import { registerQuery } from './commands/query.ts';
import { registerRecord } from './commands/record.ts';
import { registerReport } from './commands/report.ts';
import { registerScan } from './commands/scan.ts';
import { registerTest } from './commands/test.ts';
import { registerValidate } from './commands/validate.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type CommandIo, processIo } from './io.ts';

const COMMANDS = [
  registerValidate,
  registerTest,
  registerQuery,
  registerScan,
  registerExplain,
  registerMutate,
  registerDiff,
  registerConvert,
  registerParity,
  registerBacktest,
  registerRecord,
  registerData,
  registerDeploy,
  registerPackage,
  registerReport,
  registerNew,
  registerInit,
  registerFormat,
  registerNoise,
  registerNotes,
  registerLsp,
  registerHelp,
];

/** The command line, with every command that there is. */
export function createProgram(io: CommandIo, exit: (code: ExitCode) => void, thread?: StartedThread): Command {
  const program = new Command('firedrill');
  program
    .description('Replay the attack, see which detections fire: Splunk, Microsoft Sentinel and Sigma.')
    .version(version(), '-V, --version')
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .exitOverride();
  for (const register of COMMANDS) register(program, io, exit, thread);
  return program;
}

/**
 * Runs the command line; resolves to the exit code. Nothing below here ends the process. `thread` reads the logs of these
 * arguments already.
 */
export async function main(
  args: readonly string[],
  io: CommandIo = processIo,
  thread?: StartedThread,
): Promise<ExitCode> {
  io.prepareProcess?.();
  let exitCode: ExitCode = EXIT.good;
  const program = createProgram(
    io,
    (code) => {
      exitCode = code;
    },
    thread,
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    if (error instanceof UsageError) {
      io.stderr(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    if (error instanceof Error && (error.name === 'DeployError' || error.name === 'TransportError')) {
      const { hint } = error as { readonly hint?: string };
      io.stderr(`error: ${error.message}\n${hint === undefined ? '' : `  hint: ${hint}\n`}`);
      return error.name === 'DeployError' ? EXIT.usage : EXIT.failure;
    }
    if (error instanceof Error && error.name === 'LiveQueryError') {
      io.stderr(`error: The query was refused: ${error.message}\n`);
      return EXIT.findings;
    }
    io.stderr(`firedrill failed; this is a bug in firedrill, not in your content.\n${failureText(error)}\n`);
    return EXIT.failure;
  }
}

function failureText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
