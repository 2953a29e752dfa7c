// Compiles scan.as with the sources beside it and writes the module's bytes, with the hash of the sources that they come from.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const sources = ['scan.as', 'bytes.as', 'capture.as', 'event-index.as', 'times.as', 'event-shapes.as', 'evtx.as'].map((name) => [name, readFileSync(new URL(name, import.meta.url), 'utf8')]);
const { error, stderr, binary } = await asc.compileString(
  Object.fromEntries(sources.map(([name, text]) => [name.replace('.as', '.ts'), text])),
  {
    optimizeLevel: 3,
    shrinkLevel: 0,
    runtime: 'stub',
    importMemory: true,
    noExportMemory: true,
    initialMemory: 1,
    enable: ['simd', 'bulk-memory'],
    noAssert: true,
  },
);
if (error) {
  process.stderr.write(`${stderr.toString()}${error.message}\n`);
  process.exit(1);
}
const hash = createHash('sha256').update(sources.map(([, text]) => text).join('')).digest('hex');
const lines = Buffer.from(binary).toString('base64').match(/.{1,100}/g) ?? [];
const target = new URL('../src/data/scan/module.ts', import.meta.url);
writeFileSync(
  target,
  `// Written by wasm/build.mjs from wasm/*.as.
export const SOURCE_SHA256 = '${hash}';

export const MODULE_BASE64 =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`,
);
process.stdout.write(`${binary.length} bytes\n`);
