import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Content } from '../content/index.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { ContentFunction } from './workspace.ts';

/** The functions and watchlists of a Sentinel workspace that stand among the content: what its rules may name. */
export function contentFunctions(
  { objects, sources }: Pick<Content, 'objects' | 'sources'>,
  root: string,
): readonly ContentFunction[] {
  const files = new Map<string, ContentFunction>();
  for (const { kind, file } of objects) {
    const source = kind === 'asim-parser' || kind === 'sentinel-watchlist' ? sources.get(file) : undefined;
    if (source === undefined) continue;
    files.set(file, functionOf(file, source));
    if (kind !== 'sentinel-watchlist') continue;
    for (const [name, text] of tablesBeside(file, root)) files.set(name, { file: name, text });
  }
  return [...files.values()];
}

const known = new WeakMap<SourceText, ContentFunction>();

/** The same object as long as the file was not read anew: what was made of it can be kept by it. */
function functionOf(file: string, source: SourceText): ContentFunction {
  const made = known.get(source) ?? { file, text: source.text };
  known.set(source, made);
  return made;
}

/** A description of a watchlist has its items in a file beside it. */
function tablesBeside(file: string, root: string): readonly (readonly [name: string, text: string])[] {
  if (!/\.json$/i.test(file)) return [];
  const folder = dirname(file);
  try {
    const names = readdirSync(join(root, folder)).filter((name) => /\.csv$/i.test(name));
    return names.map((name) => [
      `${folder === '.' ? '' : `${folder}/`}${name}`,
      readFileSync(join(root, folder, name), 'utf8'),
    ]);
  } catch {
    return [];
  }
}
