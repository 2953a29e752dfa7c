/** What helps to write content: scaffolds of detections and repositories, formatting, notes, the language server. */
export { type Scaffold, type ScaffoldOptions, type ScaffoldPlatform, scaffold } from './scaffold/scaffold.ts';
