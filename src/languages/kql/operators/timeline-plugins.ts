import type { Expression } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, kindOf, simpleName, typeOf } from '../binding/nodes.ts';
import { asArgument, type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import type { TimelineOptions } from './timeline-library.ts';

/**
 * A plugin that counts values along a timeline: `plugin(id, time, constant, …, dimension, …)`.
 *
 * @param constants how many arguments between the time and the dimensions are constants
 */
export const timelinePlugin =
  (name: TimelineOptions['plugin'], constants: number) =>
  (node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows => {
    const [id, time, ...others] = args;
    const settings = others.slice(0, constants);
    const dimensions = others.slice(constants);
    if (!id || !time || settings.length < constants || ![id, time, ...dimensions].every(isColumn)) {
      const message = `${name} is supported with columns and ${constants} constants between them.`;
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    const text = settings.find((setting) => typeOf(setting) === 'string');
    if (text) {
      const message = 'Steps of weeks, months and years are not supported.';
      throw new LoweringProblem('unsupported-option', message, spanOf(context, text));
    }
    const columns = columnsOf(node.ResultType);
    const names = columns.map((known) => known.name);
    const options: TimelineOptions = {
      plugin: name,
      id: simpleName(id),
      time: simpleName(time),
      type: input.columns.find((known) => known.name === simpleName(time))?.type ?? 'datetime',
      constants: settings.map((setting): Expression => lowerExpression(setting, asArgument(context))),
      dimensions: dimensions.map(simpleName),
      outputs: names,
    };
    const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.timeline', options, ...staged(context) };
    return { plan, columns };
  };

const isColumn = (node: KustoNode): boolean => kindOf(node) === 'NameReference';
