import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node.js';
import { serve } from '../lsp/server.ts';
import { toolVersion } from '../testing/workspace.ts';
import type { CommandIo } from './io.ts';

/** Serves until the editor hangs up. */
export async function runLspCommand(io: CommandIo): Promise<void> {
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('close', resolve);
    connection.onExit(resolve);
  });
  serve(connection, io.cwd, toolVersion());
  await closed;
}
