/** Columns in which the rows of correlated rules carry what the correlation reads. */
export const CORRELATED = {
  rule: '_rule',
  value: (index: number): string => `_value${index}`,
  group: (index: number): string => `_group${index}`,
};
