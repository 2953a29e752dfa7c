import type { TableFunction } from '../../../plan/library.ts';
import { concatenate } from '../../../table/concatenate.ts';

export const reverse: TableFunction = {
  name: 'spl.reverse',
  preservesOrder: false,
  needsAllInput: true,
  *run(input) {
    const all = concatenate(input);
    yield all.select(Uint32Array.from(all.rows()).reverse());
  },
};

/** Leaves out the first `count` rows. */
export const skip: TableFunction = {
  name: 'spl.skip',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    let left = (options as { readonly count: number }).count;
    for (const batch of input) {
      const dropped = Math.min(left, batch.length);
      left -= dropped;
      yield dropped === 0 ? batch : batch.slice(dropped, batch.length);
    }
  },
};
