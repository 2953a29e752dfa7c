import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SOURCE_SHA256 } from '../../../src/data/scan/module.ts';

test('the compiled module is the one of the sources beside it', () => {
  const hash = createHash('sha256');
  for (const name of [
    'scan.as',
    'bytes.as',
    'capture.as',
    'event-index.as',
    'times.as',
    'event-shapes.as',
    'evtx.as',
  ]) {
    hash.update(readFileSync(new URL(`../../../wasm/${name}`, import.meta.url)));
  }
  expect(hash.digest('hex')).toBe(SOURCE_SHA256);
});
