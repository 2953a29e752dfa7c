import type { Content } from '../content/index.ts';
import type { ContentFunction } from './workspace.ts';

/** The functions of a Sentinel workspace that stand among the content: what its rules may call. */
export const contentFunctions = ({
  objects,
  sources,
}: Pick<Content, 'objects' | 'sources'>): readonly ContentFunction[] =>
  objects.flatMap(({ kind, file }) => {
    const text = kind === 'asim-parser' ? sources.get(file)?.text : undefined;
    return text === undefined ? [] : [{ file, text }];
  });
