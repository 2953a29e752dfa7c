import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import type { CommandIo } from '../io.ts';
import { registerDataFetch } from './data/fetch.ts';
import { registerDataInspect } from './data/inspect.ts';
import { registerDataLock } from './data/lock.ts';
import { registerDataRecord } from './data/record.ts';
import { registerDataTrim } from './data/trim.ts';

/** `firedrill data`: a group of commands about logs, one file each under `data/`. */
export function registerData(program: Command, io: CommandIo, exit: (code: ExitCode) => void): void {
  const data = program
    .command('data')
    .description('attack data: what a log holds, fetching, pinning, trimming and recording logs');
  for (const register of [
    registerDataInspect,
    registerDataFetch,
    registerDataLock,
    registerDataTrim,
    registerDataRecord,
  ])
    register(data, io, exit);
}
