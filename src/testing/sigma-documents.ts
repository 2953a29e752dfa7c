import type { Content } from '../content/index.ts';

/** The Sigma rules, correlations and filters of some content, parsed: what they may name of each other. */
export const sigmaDocuments = (content: Content): readonly unknown[] => [
  ...content.detections.filter(({ language }) => language === 'sigma').map(({ document }) => document.value),
  ...content.objects.filter(({ kind }) => kind === 'sigma-filter').map(({ document }) => document.value),
];
