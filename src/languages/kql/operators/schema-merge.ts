import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { SCHEMA_COLUMNS } from '../environment.ts';
import { type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { namedArguments } from './bag-unpack.ts';
import { systemTypeOf } from './getschema.ts';

interface SchemaMergeOptions {
  readonly preserveOrder: boolean;
}

/** `evaluate schema_merge([preserveOrder])`. */
export function schemaMerge(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const argument = namedArguments(args, ['PreserveOrder']).get('PreserveOrder');
  const value = argument && lowerExpression(argument, context);
  const isSchema = SCHEMA_COLUMNS.every(({ name }) => input.columns.some((known) => known.name === name));
  if (!isSchema || (value && value.kind !== 'literal')) {
    const message = 'schema_merge is supported over the rows of getschema, with a constant.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const options: SchemaMergeOptions = { preserveOrder: value ? value.value === true : true };
  const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.schema-merge', options, ...staged(context) };
  return { plan, columns: SCHEMA_COLUMNS };
}

const OUT_OF_ORDER = 'ERROR(columns are out of order)';

/**
 * One schema out of several: a schema begins where an ordinal is 0. A column that stands elsewhere than in the schema
 * before it is an error where the order counts.
 */
export const schemaMergeTable: TableFunction = {
  name: 'kql.schema-merge',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { preserveOrder } = options as SchemaMergeOptions;
    const merged: { readonly name: string; readonly ordinal: number; readonly type: string; misplaced: boolean }[] = [];
    for (const batch of input) {
      for (const row of batch.rows()) {
        const cell = (name: string): unknown => batch.columns.get(name)?.at(row) ?? null;
        const [name, type] = [String(cell('ColumnName')), String(cell('ColumnType'))];
        const ordinal = Number(cell('ColumnOrdinal'));
        const known = merged.find((one) => one.name === name);
        if (!known) merged.push({ name, ordinal, type, misplaced: false });
        else if (known.type !== type) {
          const message = `schema_merge of a column with the types ${known.type} and ${type} is not supported.`;
          throw new QueryFailure('unsupported-option', message);
        } else if (known.ordinal !== ordinal) known.misplaced = true;
      }
    }
    const results = new RowBuilder(SCHEMA_COLUMNS.map(({ name }) => name));
    const placed = inOrder(merged);
    placed.forEach(({ name, type, misplaced }, at) => {
      const isWrong = preserveOrder && misplaced;
      results.add([
        ['ColumnName', name],
        ['ColumnOrdinal', isWrong ? -1 : at],
        ['DataType', isWrong ? `ERROR(unknown CSL type:${OUT_OF_ORDER})` : systemTypeOf(type)],
        ['ColumnType', isWrong ? OUT_OF_ORDER : type],
      ]);
    });
    yield results.build();
  },
};

/** Misplaced columns go to the end, the others keep the order in which they appear. */
function inOrder<Column extends { readonly misplaced: boolean }>(columns: readonly Column[]): readonly Column[] {
  return [...columns.filter(({ misplaced }) => !misplaced), ...columns.filter(({ misplaced }) => misplaced)];
}
