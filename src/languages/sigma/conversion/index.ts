export { type Conversion, type ConversionOptions, type ConversionTarget, convertRule } from './convert.ts';
export { CORRELATION_TYPES } from '../correlation.ts';
export { RULES_SEEN } from './correlation.ts';
export type { ColumnType } from './kql.ts';
