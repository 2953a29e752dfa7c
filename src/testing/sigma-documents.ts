import { type Content, sigmaNeighbours } from '../content/index.ts';

/**
 * The Sigma rules, correlations and filters of some content, parsed: what they may name of each other. Rules that only
 * lie around them in `root` are among these where they are named.
 */
export const sigmaDocuments = (content: Content, root: string): readonly unknown[] => [
  ...content.detections.filter(({ language }) => language === 'sigma').map(({ document }) => document.value),
  ...content.objects.filter(({ kind }) => kind === 'sigma-filter').map(({ document }) => document.value),
  ...sigmaNeighbours(content, root).map(({ document }) => document.value),
];
