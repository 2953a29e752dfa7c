import type { Content } from '../content/index.ts';
import type { ContentFunction } from './workspace.ts';

/** ASIM comes with Sentinel, and with the knowledge: hundreds of sources in one parser take seconds to bind. */
const ASIM = /^(?:_(?:Im|ASim|ASIM)_|v?im[A-Z]|ASim[A-Z]|ASIM_)/;

/** The functions of a Sentinel workspace that stand among the content, but ASIM's: what its rules may call. */
export const contentFunctions = ({
  objects,
  sources,
}: Pick<Content, 'objects' | 'sources'>): readonly ContentFunction[] =>
  objects.flatMap(({ kind, name, file }) => {
    const text = kind === 'asim-parser' && !ASIM.test(name) ? sources.get(file)?.text : undefined;
    return text === undefined ? [] : [{ file, text }];
  });
