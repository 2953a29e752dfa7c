/** `firedrill.yml`: where content, knowledge and data are, what a test may cost, how much each diagnostic matters. */
export {
  BUILT_IN_KNOWLEDGE,
  CONFIG_FILE,
  type Config,
  DEFAULT_HOSTS,
  type MappedWorkspace,
  type SeveritySetting,
} from './config.ts';
export { refuseBrokenConfig } from './broken-config.ts';
export { loadConfig } from './load.ts';
export { applySeverities } from './severities.ts';
export { contentFolders, contentHere } from './content-here.ts';
export { ownKnowledgeFolders } from './own-knowledge.ts';
