import type { ScalarFunction } from '../../../plan/library.ts';
import { operators } from './operators.ts';
import { splFunctionDefinitions } from './registry.ts';

export { splFunctionDefinitions, splFunctionNamed, splFunctionNames } from './registry.ts';

/** Everything that eval expressions call: functions, and operators as functions. */
export const splFunctions: readonly ScalarFunction[] = [
  ...operators,
  ...splFunctionDefinitions.map(({ scalar }) => scalar),
];
