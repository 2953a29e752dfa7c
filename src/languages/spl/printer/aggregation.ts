import type { AggregationNode } from '../aggregation-call.ts';
import { printEval } from './eval.ts';
import { printAs, printName, printValue } from './text.ts';

/** `count sum(bytes) AS total`. A column whose name does not follow from the call as printed gets AS. */
export const printAggregations = (
  aggregations: readonly AggregationNode[],
  printField: (name: string) => string = printName,
): string => aggregations.map((node) => printAggregation(node, printField)).join(' ');

function printAggregation(node: AggregationNode, printField: (name: string) => string): string {
  const { name, argument, output, named, sparkline } = node;
  if (sparkline) {
    const span = sparkline.span === null ? '' : `, ${printValue(sparkline.span)}`;
    const call = `sparkline(${printAggregation(sparkline.inner, printField)}${span})`;
    return join(call, printAs(call, output));
  }
  if (!argument) {
    const call = !named && output === `${name}()` ? output : name;
    return join(call, printAs(call, output));
  }
  if ('eval' in argument) {
    const call = `${name}(eval(${printEval(argument.eval)}))`;
    return join(call, printAs(call, output));
  }
  return join(`${name}(${printField(argument.field)})`, named ? `AS ${printName(output)}` : '');
}

const join = (call: string, alias: string): string => (alias === '' ? call : `${call} ${alias}`);
