import { column } from '../../../plan/expression.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import { aggregateBy } from '../group-by.ts';

interface Options {
  readonly by: readonly string[];
  readonly aggregations: readonly {
    readonly call: AggregateCall;
    /** The field's pattern; null where the field is plain. */
    readonly pattern: string | null;
    readonly named: boolean;
  }[];
}

const INPUT = 'stats input';

/** stats with wildcards (`values(*) as *`): the calls for the fields that the results have. */
export const statsWildcard: TableFunction = {
  name: 'spl.stats-wildcard',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { by, aggregations } = options as Options;
    const batches = [...input];
    const names = new Set(batches.flatMap((batch) => batch.columns.names()));
    const fields = [...names].filter((name) => !by.includes(name) && !name.startsWith('_'));
    const aggregates = aggregations.flatMap(({ call, pattern, named }) =>
      pattern === null
        ? [call]
        : fields.filter(namePattern(pattern)).map((field) => callFor(call, pattern, named, field)),
    );
    const plan = aggregateBy({ op: 'Reference', name: INPUT }, by, aggregates);
    yield* context.execute(plan, new Map([[INPUT, batches]]));
  },
};

function callFor(call: AggregateCall, pattern: string, named: boolean, field: string): AggregateCall {
  const [written = ''] = call.outputs;
  const middle = new RegExp(`^${pattern.split('*').map(quoted).join('(.*)')}$`, 's').exec(field)?.[1] ?? field;
  const output = named ? written.replace('*', middle) : written.replace(pattern, field);
  return { ...call, outputs: [output], arguments: [column(field), ...call.arguments.slice(1)] };
}

const quoted = (text: string): string => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
