import type { LibraryEntries } from '../../../plan/library.ts';
import { correlate } from './correlate.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './number.ts';
import { presenceFunctions } from './presence.ts';
import { textFunctions } from './text.ts';

/** What plans of Sigma rules call. */
export const sigmaEntries: LibraryEntries = {
  scalars: [...logicFunctions, ...textFunctions, ...presenceFunctions, ...numberFunctions],
  tables: [correlate],
};
