/** What helps to write content: scaffolds of detections and repositories, formatting, notes, the language server. */
export { type Scaffold, type ScaffoldOptions, type ScaffoldPlatform, scaffold } from './scaffold/scaffold.ts';
export { type InitOptions, type InitOutcome, init, platformOf } from './init/init.ts';
export { type Survey, survey } from './init/survey.ts';
export { type Formatted, formatContent } from './format/format-content.ts';
export { type AllowedNoise, parseAllowList } from './noise/allow-list.ts';
export { judgeNoise, type NoiseReport } from './noise/judge-noise.ts';
export { type ContentChanges, compareContent } from './notes/compare-content.ts';
export { notesMarkdown } from './notes/markdown.ts';
