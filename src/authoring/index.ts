/** What helps to write content: scaffolds of detections and repositories, formatting, notes, the language server. */
export { type Scaffold, type ScaffoldOptions, type ScaffoldPlatform, scaffold } from './scaffold/scaffold.ts';
export { type InitOptions, type InitOutcome, init, platformOf } from './init/init.ts';
export { type Survey, survey } from './init/survey.ts';
