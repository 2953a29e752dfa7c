import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import { EXIT } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';

/** `firedrill lsp`: the language server, over standard input and output. */
export function registerLsp(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  program
    .command('lsp')
    .description('serve an editor over standard input and output (Language Server Protocol)')
    .option('--stdio', 'what editors pass; there is no other way')
    .action(async () => {
      const { runLspCommand } = await import('../run-lsp-command.ts');
      await runLspCommand(io);
      exit(EXIT.good);
    });
}
