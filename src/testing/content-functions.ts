import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Content } from '../content/index.ts';
import type { ContentFunction } from './workspace.ts';

/** The functions and watchlists of a Sentinel workspace that stand among the content: what its rules may name. */
export function contentFunctions(
  { objects, sources }: Pick<Content, 'objects' | 'sources'>,
  root: string,
): readonly ContentFunction[] {
  const files = new Map<string, string>();
  for (const { kind, file } of objects) {
    const text = kind === 'asim-parser' || kind === 'sentinel-watchlist' ? sources.get(file)?.text : undefined;
    if (text === undefined) continue;
    files.set(file, text);
    if (kind === 'sentinel-watchlist') for (const [name, table] of tablesBeside(file, root)) files.set(name, table);
  }
  return [...files].map(([file, text]) => ({ file, text }));
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
