import type { LiteralExpression } from '../../../plan/expression.ts';
import { literal } from '../../../plan/expression.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { nodeText, part, typeOf } from '../binding/nodes.ts';
import { nullOf } from '../functions/define.ts';
import { parseDynamicLiteral, stringLiteral } from '../literal-text.ts';
import { decimalOfText, realOfText, wholeOfText } from '../number-text.ts';
import { parseDatetime, parseGuid, parseTimespan } from '../parse-scalar.ts';
import { type Context, spanOf } from './context.ts';
import { LoweringProblem } from './problem.ts';

/** `long(5)` → `5`; other text as it is. */
function argumentOf(text: string): string {
  const match = /^[a-z0-9]+\s*\(([\s\S]*)\)$/i.exec(text);
  return (match?.[1] ?? text).trim();
}

/** The token alone: a comment may stand before it. */
const literalText = (node: KustoNode): string =>
  String((node['Token'] as { readonly Text?: string } | null | undefined)?.Text ?? nodeText(node)).trim();

const withoutQuotes = (text: string): string => (/^["']/.test(text) ? stringLiteral(text) : text);

/** A literal of any type out of its text. */
export function lowerLiteral(node: KustoNode, kind: string, context: Context): LiteralExpression {
  const span = spanOf(context, node);
  const made = (value: Value): LiteralExpression => literal(value, span);
  if (kind === 'StringLiteralExpression') return made(stringLiteral(literalText(node)));
  if (kind === 'CompoundStringLiteralExpression') return made(compoundString(node));
  if (kind === 'TypeOfLiteralExpression') return made(argumentOf(nodeText(node)));
  const text = withoutQuotes(argumentOf(literalText(node)));
  if (kind === 'NullLiteralExpression' || text.toLowerCase() === 'null') return made(nullOf(typeOf(node)));
  switch (kind) {
    case 'BooleanLiteralExpression':
      return made(/^(?:true|1)$/i.test(text));
    case 'LongLiteralExpression':
    case 'IntLiteralExpression':
      return made(numberOf(integerOf(text), node, context));
    case 'RealLiteralExpression':
      return made(numberOf(realOfText(text), node, context));
    case 'DecimalLiteralExpression':
      return made(numberOf(decimalOfText(text), node, context));
    case 'DateTimeLiteralExpression':
      return made(parseDatetime(text));
    case 'TimespanLiteralExpression':
      return made(parseTimespan(text));
    case 'GuidLiteralExpression':
      return made(parseGuid(text));
    default:
      throw new LoweringProblem('unsupported-syntax', `This literal is not supported: ${nodeText(node)}.`, span);
  }
}

export function lowerDynamic(node: KustoNode, context: Context): LiteralExpression {
  const text = nodeText(part(node, 'Expression'));
  const value = parseDynamicLiteral(text);
  if (value === undefined) {
    throw new LoweringProblem('unsupported-syntax', 'This dynamic literal is not supported.', spanOf(context, node));
  }
  return literal(value, spanOf(context, node));
}

/** `"a" "b"` is `"ab"`. */
function compoundString(node: KustoNode): string {
  return String(node['LiteralValue'] ?? '');
}

/** A literal of a number whose text is none is an error: the parser takes any text between the brackets. */
function numberOf<Number extends Value>(value: Number | undefined, node: KustoNode, context: Context): Number {
  if (value !== undefined) return value;
  throw new LoweringProblem('invalid-argument', `This is no number: ${nodeText(node)}.`, spanOf(context, node));
}

function integerOf(text: string): number | bigint | undefined {
  const whole = wholeOfText(text);
  if (whole === undefined) return undefined;
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : BigInt.asIntN(64, whole);
}
