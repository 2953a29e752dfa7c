import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, isTabular, kindOf, simpleName } from '../binding/nodes.ts';
import { keyOfValues } from '../comparators.ts';
import type { KqlColumn } from '../environment.ts';
import { maskIpv4, maskIpv6, parseIpv4, parseIpv6 } from '../functions/address.ts';
import { nullOf } from '../functions/define.ts';
import { asText } from '../functions/text-argument.ts';
import { asArgument, type Context, type Rows, spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerClosedRows } from '../lowering/rows.ts';
import { namedArguments } from './bag-unpack.ts';
import { keepColumns } from './project.ts';

interface LookupOptions {
  readonly table: Plan;
  readonly version: 4 | 6;
  readonly address: Expression;
  readonly network: string;
  /** Columns that must be equal beside the address. */
  readonly extra: readonly string[];
  readonly left: readonly KqlColumn[];
  readonly right: readonly (KqlColumn & { readonly output: string })[];
  readonly unmatched: boolean;
}

/** `evaluate ipv4_lookup(table, address, network [, key …] [, return_unmatched])`, and the same for IPv6. */
export const addressLookup =
  (version: 4 | 6) =>
  (node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows => {
    const given = namedArguments(args, []);
    const positional = args.filter((argument) => kindOf(argument) !== 'SimpleNamedExpression');
    const [table, address, network, ...more] = positional;
    if (!table || !isTabular(table) || !address || !network) {
      const message = `ipv${version}_lookup is supported with a table, an address and a column of networks alone.`;
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    const rows = lowerClosedRows(table, asArgument(context));
    const inner = withRow(context, input.columns);
    const flags = more.map((argument) => ({ argument, value: constantOf(argument, inner) }));
    const unmatched = given.get('return_unmatched');
    const result = columnsOf(node.ResultType);
    const options: LookupOptions = {
      table: rows.plan,
      version,
      address: lowerExpression(address, inner),
      network: simpleName(network),
      extra: flags.filter(({ value }) => value === undefined).map(({ argument }) => simpleName(argument)),
      left: input.columns,
      right: rows.columns.flatMap((known, at) => {
        const output = result[input.columns.length + at]?.name;
        return output === undefined ? [] : [{ ...known, output }];
      }),
      unmatched: unmatched ? constantOf(unmatched, inner) === true : flags.some(({ value }) => value === true),
    };
    const plan: Plan = {
      op: 'Reshape',
      input: input.plan,
      function: 'kql.address-lookup',
      options,
      ...staged(context),
    };
    if (version === 4) return { plan, columns: result };
    // The service puts the table's columns first here.
    const { length } = input.columns;
    return keepColumns({ plan, columns: result }, [...result.slice(length), ...result.slice(0, length)], context);
  };

function constantOf(node: KustoNode, context: Context): Value | undefined {
  if (node.ReferencedSymbol) return undefined;
  const value = lowerExpression(node, context);
  return value.kind === 'literal' ? value.value : undefined;
}

/** The bits of an address up to a prefix; undefined when it is none. */
function maskedAddress(version: 4 | 6, text: string, prefix?: number): string | undefined {
  if (version === 4) {
    const parsed = parseIpv4(text);
    const bits = prefix ?? parsed?.prefix;
    return parsed && bits !== undefined && bits <= 32 ? `${maskIpv4(parsed.value, bits)}/${bits}` : undefined;
  }
  const parsed = parseIpv6(text);
  const bits = prefix ?? parsed?.prefix;
  return parsed && bits !== undefined && bits <= 128 ? `${maskIpv6(parsed.value, bits)}/${bits}` : undefined;
}

/** Each row with the rows of the table whose network holds its address. */
export const lookupTable: TableFunction = {
  name: 'kql.address-lookup',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context, compile }) {
    const { table, version, address, network, extra, left, right, unmatched } = options as LookupOptions;
    const entries = new Map<string, Value[][]>();
    const prefixes = new Set<number>();
    for (const batch of context.execute(table)) {
      for (const row of batch.rows()) {
        const text = asText(batch.columns.get(network)?.at(row) ?? '');
        const parsed = version === 4 ? parseIpv4(text) : parseIpv6(text);
        const masked = maskedAddress(version, text);
        if (!parsed || masked === undefined) continue;
        prefixes.add(parsed.prefix);
        const key = keyOf(
          masked,
          extra.map((name) => batch.columns.get(name)?.at(row) ?? null),
        );
        const cells = right.map(({ name }) => batch.columns.get(name)?.at(row) ?? null);
        const list = entries.get(key);
        if (list) list.push(cells);
        else entries.set(key, [cells]);
      }
    }
    const longestFirst = [...prefixes].sort((a, b) => b - a);
    const frame = new Frame();
    const evaluate = compile(address, frame);
    for (const batch of input) {
      context.budget.check();
      frame.load(batch);
      const results = new RowBuilder([...left.map(({ name }) => name), ...right.map(({ output }) => output)]);
      for (const row of batch.rows()) {
        const text = asText(evaluate(row) ?? '');
        const keys = extra.map((name) => batch.columns.get(name)?.at(row) ?? null);
        const own = left.map(({ name }): readonly [string, Value] => [name, batch.columns.get(name)?.at(row) ?? null]);
        const found = longestFirst.flatMap((prefix) => {
          const masked = maskedAddress(version, text, prefix);
          return masked === undefined ? [] : (entries.get(keyOf(masked, keys)) ?? []);
        });
        const none = unmatched ? [right.map(({ type }) => nullOf(type))] : [];
        for (const cells of found.length > 0 ? found : none) {
          const added = right.map(({ output }, at): readonly [string, Value] => [output, cells[at] ?? null]);
          results.add([...own, ...added], batch.originsAt(row));
        }
      }
      yield results.build();
    }
  },
};

const keyOf = (masked: string, keys: readonly Value[]): string => keyOfValues([masked, ...keys]);
