import type { TransformationDefinition } from '../transformation.ts';
import { fieldTransformations } from './fields.ts';
import { itemTransformations } from './items.ts';
import { ruleTransformations } from './rules.ts';
import { valueTransformations } from './values.ts';

/** Every transformation that a pipeline may name. */
export const TRANSFORMATIONS: readonly TransformationDefinition[] = [
  ...fieldTransformations,
  ...itemTransformations,
  ...valueTransformations,
  ...ruleTransformations,
];
