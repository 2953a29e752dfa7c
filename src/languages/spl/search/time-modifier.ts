import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { LowerScope } from '../scope.ts';
import type { CompareNode } from './nodes.ts';

const BOUNDS: Readonly<Record<string, string>> = {
  earliest: 'spl.greater-or-equal',
  latest: 'spl.less',
  _index_earliest: 'spl.greater-or-equal',
  _index_latest: 'spl.less',
};

/**
 * `earliest=` and `latest=` bound the time of events; events of a replay are indexed when they happened.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/search-manual/10.0/search-over-time/specify-time-modifiers-in-your-search
 */
export function lowerTimeModifier(node: CompareNode, scope: LowerScope): Expression | undefined {
  const comparison = Object.hasOwn(BOUNDS, node.field) ? BOUNDS[node.field] : undefined;
  if (comparison === undefined || node.operator !== '=') return undefined;
  const span = scope.span(node.start, node.end);
  const { value } = node;
  if (/^(0|now(\(\))?)$/.test(value)) {
    const bound = value === '0' ? literal(0) : call('spl.now', []);
    return call(comparison, [column('_time'), bound], span);
  }
  if (/^\d+(\.\d+)?$/.test(value)) return call(comparison, [column('_time'), literal(Number(value))], span);
  const absolute = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?::(\d{1,2}):(\d{2}):(\d{2}))?$/.exec(value);
  if (absolute) {
    const [, month, day, year, hour, minute, second] = absolute;
    const epoch =
      Date.UTC(
        Number(year),
        Number(month) - 1,
        Number(day),
        Number(hour ?? 0),
        Number(minute ?? 0),
        Number(second ?? 0),
      ) / 1000;
    return call(comparison, [column('_time'), literal(epoch)], span);
  }
  return call(comparison, [column('_time'), call('spl.relative_time', [call('spl.now', []), literal(value)])], span);
}
