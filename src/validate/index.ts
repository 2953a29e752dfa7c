/** Validation: detections and what they lean on in, diagnostics out. Schema, query, references, lint. */
export { attackTable } from './attack.ts';
export { compareWithBase } from './base/compare.ts';
export { compareWithRevision } from './base/revision.ts';
export { codePage, diagnosticNamed, suggestCode } from './code-page.ts';
export { applyFixes, editOf } from './fix/apply-fixes.ts';
export { ESCU_YEARS, type EscuYear } from './fix/escu-years.ts';
export { migrateEscu } from './fix/migrate-escu.ts';
export { problemToDiagnostic, queryDiagnostics } from './problem.ts';
export { knownReferences } from './references.ts';
export { type ReachOf, RecentFindings } from './recent-findings.ts';
export { ResultCache } from './result-cache.ts';
export { checkSchema, schemaName } from './schema.ts';
export { type ValidateContext, type ValidateOptions, validateContent, validateDetection } from './validate.ts';
