import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { joinOn, type SharedJoinOptions } from '../commands/join.ts';
import { visibleFields } from './support.ts';

const LEFT = 'join left';
const RIGHT = 'join right';

/**
 * `join` without a field list: over all the fields that both sides have.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/join
 */
export const joinShared: TableFunction = {
  name: 'spl.join-shared',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { right, ...how } = options as SharedJoinOptions;
    const [ours, theirs] = [concatenate(input), concatenate(context.execute(right))];
    const others = new Set(theirs.columns.names());
    const shared = ours.columns.names().filter((name) => others.has(name));
    const fields = visibleFields(shared);
    if (fields.length < shared.length || fields.length === 0) {
      const which = fields.length === 0 ? 'no fields' : 'internal fields';
      throw new QueryFailure(
        'unsupported-option',
        `"join" without fields over sides that share ${which} is not supported.`,
      );
    }
    const plan = joinOn(
      fields.map((name) => ({ left: name, right: name })),
      { op: 'Reference', name: LEFT },
      { op: 'Reference', name: RIGHT },
      how,
    );
    yield* context.execute(
      plan,
      new Map([
        [LEFT, [ours]],
        [RIGHT, [theirs]],
      ]),
    );
  },
};
