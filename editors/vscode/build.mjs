// Bundles the extension into one file: `node editors/vscode/build.mjs [FOLDER]`. Nothing is downloaded.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = process.argv[2] ?? fileURLToPath(new URL('dist', import.meta.url));

await build({
  entryPoints: [fileURLToPath(new URL('src/extension.js', import.meta.url))],
  outfile: `${folder}/extension.js`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  external: ['vscode'],
  minify: true,
  logLevel: 'warning',
});
