import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SOURCE_SHA256 } from '../../../src/data/scan/module.ts';

test('the compiled module is the one of the source beside it', () => {
  const source = readFileSync(new URL('../../../wasm/scan.as', import.meta.url));
  expect(createHash('sha256').update(source).digest('hex')).toBe(SOURCE_SHA256);
});
