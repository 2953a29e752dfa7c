import { elements, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { spanOf } from '../lowering/context.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import { KQL_PLUGINS } from './plugins.ts';

export const evaluate = defineOperator({
  name: 'evaluate',
  kinds: ['EvaluateOperator'],
  summary: `Runs a plugin: ${KQL_PLUGINS.map(({ name }) => `\`${name}\``).join(', ')}.`,
  syntax: 'evaluate plugin(argument, …)',
  status: 'partial',
  differences: 'Other plugins are not supported.',
  examples: [
    {
      query: 'print d = dynamic({"a": 1, "b": "x"}) | evaluate bag_unpack(d) : (a: long, b: string)',
      rows: [[1, 'x']],
    },
  ],
  lower(node, input, context) {
    const call = part(node, 'FunctionCall');
    const name = simpleName(part(call, 'Name'));
    const list = optionalPart(call, 'ArgumentList');
    const plugin = KQL_PLUGINS.find((known) => known.name === name);
    if (plugin) return plugin.lower(node, list ? elements(list, 'Expressions') : [], input, context);
    const message = `The plugin "${name}" is not supported.`;
    throw new LoweringProblem('unsupported-command', message, spanOf(context, call));
  },
});
