import type { LiteralExpression } from '../../../plan/expression.ts';
import { literal } from '../../../plan/expression.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { nodeText, part, typeOf } from '../binding/nodes.ts';
import { nullOf } from '../functions/define.ts';
import { parseDynamicLiteral, stringLiteral } from '../literal-text.ts';
import { parseDatetime, parseGuid, parseTimespan } from '../parse-scalar.ts';
import { Decimal } from '../values.ts';
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
      return made(integerOf(text));
    case 'RealLiteralExpression':
      return made(realOf(text));
    case 'DecimalLiteralExpression':
      return made(new Decimal(text));
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

function integerOf(text: string): number | bigint {
  const whole = /^-/.test(text) ? -BigInt(text.slice(1)) : BigInt(text);
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : BigInt.asIntN(64, whole);
}

function realOf(text: string): number {
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+]?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  return Number(text);
}
