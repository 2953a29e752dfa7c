import { closeSync, openSync, readSync } from 'node:fs';
import { createDiagnostic } from '../diagnostics/create.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import { ContainerProblem, isZip, zipEntries } from './containers/index.ts';
import type { LogFile, ReadOptions } from './record.ts';

/** The logs that a file holds: those of a zip archive, or itself. What is wrong with an archive is reported. */
export function logsIn(file: LogFile, options: Pick<ReadOptions, 'report'>): readonly LogFile[] {
  if (file.entry || !isZip(firstBytes(file.path))) return [file];
  try {
    return zipEntries(file.path).map((entry) => ({ ...file, name: `${file.name}/${entry.name}`, entry }));
  } catch (error) {
    if (!(error instanceof ContainerProblem)) throw error;
    const message = `The archive could not be read: ${error.message}.`;
    options.report(createDiagnostic(error.diagnostic, file.name, FILE_START, message));
    return [];
  }
}

function firstBytes(path: string): Buffer {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return bytes.subarray(0, readSync(handle, bytes, 0, 4, 0));
  } finally {
    closeSync(handle);
  }
}
