export { type Conversion, type ConversionOptions, type ConversionTarget, convertRule } from './convert.ts';
export type { ColumnType } from './kql.ts';
