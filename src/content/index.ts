/** Content: YAML files in, typed detections that know where every value stands out. */
export { ContentCache } from './cache.ts';
export { contentStem, fileStem } from './detection.ts';
export { escuShape, LAYOUTS, type Layout } from './kind.ts';
export { type Content, type Content as LoadedContent, type LoadOptions, loadContent, loadTexts } from './load.ts';
export type * from './model.ts';
export { knowledgeAbove } from './neighbours.ts';
export { analyticStories, type RiskDefinition, riskDefinition } from './risk.ts';
export { RevisionError, runGit } from './git.ts';
export { findInWorkingTree, loadRevision, revisionTexts } from './revision.ts';
export { sigmaNeighbours } from './sigma-neighbours.ts';
export { parseYaml } from './yaml.ts';
