export { type SigmaCatalogOptions, sigmaCatalog } from './catalog.ts';
export { type Route, routeOf } from './route.ts';
export { type Fields, fieldsOf } from './fields.ts';
export { isKnownOnWindows } from './taxonomy.ts';
export { logsourceOf } from './logsource-of.ts';
