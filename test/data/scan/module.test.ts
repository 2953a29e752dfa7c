import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SOURCE_SHA256 } from '../../../src/data/scan/module.ts';

test('the compiled module is the one of the sources beside it', () => {
  const sources = ['scan', 'evtx'].map((name) => readFileSync(new URL(`../../../wasm/${name}.as`, import.meta.url)));
  expect(createHash('sha256').update(Buffer.concat(sources)).digest('hex')).toBe(SOURCE_SHA256);
});
