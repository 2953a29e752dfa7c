import type { ModelReference } from '../data-model.ts';
import { printName } from './text.ts';

/** `Model` or `Model.Dataset`. */
export const printModel = ({ name, dataset }: ModelReference): string =>
  printName(dataset === undefined ? name : `${name}.${dataset}`);
