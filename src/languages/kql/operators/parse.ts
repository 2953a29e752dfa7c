import { column, literal } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import {
  columnsOf,
  elements,
  elementsOfList,
  kindOf,
  nodeText,
  optionalPart,
  part,
  simpleName,
  typeName,
} from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { stringLiteral } from '../literal-text.ts';
import { type Context, freshName, type Rows, spanOf, staged } from '../lowering/context.ts';
import { argumentOf, typedCall } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import type { ParseKvSettings, ParsePiece } from './parse-library.ts';
import { keepColumns } from './project.ts';
import { parameterOf } from './union.ts';

export const parse = defineOperator({
  name: 'parse',
  kinds: ['ParseOperator'],
  summary: 'Cuts a text at delimiters into columns; when one does not fit, all stay empty.',
  syntax: 'parse [kind = simple | relaxed | regex [flags = flags]] expression with * "delimiter" name[:type] …',
  examples: [
    {
      query: 'print t = "id=7, user=a" | parse t with "id=" id:long ", user=" user | project id, user',
      rows: [[7, 'a']],
    },
    {
      query: 'print t = "id=x, user=a" | parse t with "id=" id:long ", user=" user | project id, user',
      rows: [[null, '']],
    },
  ],
  lower: (node, input, context) => parsed(node, input, context).rows,
});

export const parseWhere = defineOperator({
  name: 'parse-where',
  kinds: ['ParseWhereOperator'],
  summary: 'As `parse`, and drops the rows that do not fit.',
  syntax: 'parse-where [kind = simple | regex [flags = flags]] expression with * "delimiter" name[:type] …',
  examples: [{ query: 'datatable(t:string)["a=1", "b"] | parse-where t with "a=" a:long | project a', rows: [[1]] }],
  lower: (node, input, context) => {
    const { rows, fits } = parsed(node, input, context);
    const filtered: Plan = {
      op: 'Filter',
      input: rows.plan,
      predicate: typedCall('isnotnull', [{ expression: column(fits), type: 'dynamic' }], 'bool'),
      ...staged(context),
    };
    return keepColumns({ plan: filtered, columns: rows.columns }, rows.columns, context);
  },
});

/** The pieces of the pattern, and the columns they fill. */
function parsed(node: KustoNode, input: Rows, context: Context): { readonly rows: Rows; readonly fits: string } {
  const result = columnsOf(node.ResultType);
  const kind = (parameterOf(node, 'kind') ?? 'simple').toLowerCase();
  const pieces: ParsePiece[] = [];
  const outputs: KqlColumn[] = [];
  for (const piece of elementsOfList(part(node, 'Patterns'))) {
    switch (kindOf(piece)) {
      case 'StarExpression':
        pieces.push({ kind: 'any' });
        break;
      case 'NameDeclaration':
      case 'NameAndTypeDeclaration': {
        const declaration = kindOf(piece) === 'NameDeclaration' ? piece : part(piece, 'Name');
        const name = simpleName(declaration);
        const type = result.find((made) => made.name === name)?.type ?? typeName(declaration.ResultType);
        pieces.push({ kind: 'column', type });
        outputs.push({ name, type });
        break;
      }
      case 'StringLiteralExpression':
        pieces.push({ kind: 'text', text: stringLiteral(nodeText(piece)) });
        break;
      case 'CompoundStringLiteralExpression':
        pieces.push({ kind: 'text', text: String(piece['LiteralValue'] ?? '') });
        break;
      default:
        throw new LoweringProblem(
          'unsupported-syntax',
          'This pattern of parse is not supported.',
          spanOf(context, piece),
        );
    }
  }
  const text = argumentOf(part(node, 'Expression'), context);
  const fits = freshName(context, 'parsed');
  const flags = parameterOf(node, 'flags') ?? '';
  const options = { pieces, mode: kind, flags, types: [text.type], result: 'dynamic' };
  const span = spanOf(context, node);
  const cut: Plan = {
    op: 'Extend',
    input: input.plan,
    columns: [
      { name: fits, expression: { kind: 'call', function: 'kql.parse', arguments: [text.expression], options, span } },
    ],
    ...staged(context),
  };
  return { rows: filled(cut, fits, outputs, result, context), fits };
}

/** Columns out of an array of values, one for each; null where there is no array. */
function filled(
  input: Plan,
  source: string,
  outputs: readonly KqlColumn[],
  result: readonly KqlColumn[],
  context: Context,
): Rows {
  const columns = outputs.map(({ name, type }, at): NamedExpression => {
    const array = { expression: column(source), type: 'dynamic' };
    return {
      name,
      expression: {
        kind: 'call',
        function: 'kql.parsed-value',
        arguments: [array.expression, literal(at)],
        options: { types: ['dynamic', 'long'], result: type },
      },
    };
  });
  return { plan: { op: 'Extend', input, columns, ...staged(context) }, columns: result };
}

export const parseKv = defineOperator({
  name: 'parse-kv',
  kinds: ['ParseKvOperator'],
  summary: 'Takes the values of known keys out of a text of pairs.',
  syntax:
    'parse-kv expression as (key: type, …) [with (pair_delimiter = …, kv_delimiter = …, quote = …, escape = …, greedy = …) | with (regex = …)]',
  examples: [
    {
      query:
        'print t = "a=1;b=x" | parse-kv t as (a: long, b: string) with (pair_delimiter = ";", kv_delimiter = "=") | project a, b',
      rows: [[1, 'x']],
    },
  ],
  lower(node, input, context) {
    const result = columnsOf(node.ResultType);
    const keys = elements(part(node, 'Keys'), 'Columns').map((declaration) => {
      const name = simpleName(part(declaration, 'Name'));
      return { name, type: result.find((made) => made.name === name)?.type ?? 'string' };
    });
    const text = argumentOf(part(node, 'Expression'), context);
    const found = freshName(context, 'pairs');
    const options = { keys, settings: settingsOf(node), types: [text.type], result: 'dynamic' };
    const span = spanOf(context, node);
    const pairs: Plan = {
      op: 'Extend',
      input: input.plan,
      columns: [
        {
          name: found,
          expression: { kind: 'call', function: 'kql.parse-kv', arguments: [text.expression], options, span },
        },
      ],
      ...staged(context),
    };
    const rows = filled(pairs, found, keys, result, context);
    return keepColumns(rows, result, context);
  },
});

/** What stands in `with (…)`, by its name; `quote` and `escape` may be said several times. */
function settingsOf(node: KustoNode): ParseKvSettings {
  const clause = optionalPart(node, 'WithClause');
  const values = (wanted: string): readonly string[] =>
    (clause ? elements(clause, 'Properties') : [])
      .filter((property) => simpleName(part(property, 'Name')) === wanted)
      .map((property) => nodeText(part(property, 'Expression')))
      .map((text) => (/^(?:h?@?["'])/i.test(text) ? stringLiteral(text) : text));
  const last = (wanted: string): string | undefined => values(wanted).at(-1);
  return {
    pairDelimiter: last('pair_delimiter'),
    kvDelimiter: last('kv_delimiter'),
    regex: last('regex'),
    greedy: last('greedy') === 'true',
    quotes: values('quote').map(([open = '', close = open]) => ({ open, close })),
    escapes: values('escape'),
  };
}
