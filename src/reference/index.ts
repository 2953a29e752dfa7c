export { type Basis, basisOf, inferenceOf, inferences } from './basis.ts';
export { referenceEntries } from './entries.ts';
export type { ReferenceEntry, ReferenceLanguage } from './entry.ts';
export { referencePage } from './markdown.ts';
export { supportOf } from './support.ts';
export { entryText, namesText, type Paint } from './terminal.ts';
