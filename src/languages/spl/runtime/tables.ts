import type { TableFunction } from '../../../plan/library.ts';
import { binAuto, binAutoTime } from './bin-auto.ts';
import { convertWildcard } from './convert-wildcard.ts';
import { dedup } from './dedup.ts';
import { fillnullAll } from './fillnull-all.ts';
import { parseData } from './parse-data.ts';
import { reverse, skip } from './reverse.ts';
import { statsWildcard } from './stats-wildcard.ts';

/** Table functions that commands are lowered to. */
export const commandTables: readonly TableFunction[] = [
  binAuto,
  binAutoTime,
  convertWildcard,
  dedup,
  fillnullAll,
  parseData,
  reverse,
  skip,
  statsWildcard,
];
