#!/usr/bin/env node
import { readFileSync, statSync } from 'node:fs';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${manifest.version}\n`);
} else {
  const thread =
    args[0] === 'query' && args.some(isLarge)
      ? await (await import('../dist/start/reader-thread.js')).startReaderThread(args)
      : undefined;
  const { loadBundle, lacksCodeCache, writeCodeCache } = await import('../dist/start/bundle.js');
  process.exitCode = await loadBundle().main(args, undefined, thread);
  if (lacksCodeCache()) writeCodeCache();
}

/** Whether an argument names a log beside which the time does not count that looking closer takes. */
function isLarge(arg) {
  try {
    return statSync(arg.replace(/^--data=/, '')).size > 1 << 20;
  } catch {
    return false;
  }
}
