import type { Catalog } from './context.ts';
import type { Expression } from './expression.ts';
import type { Carried, Library } from './library.ts';
import { namePattern } from './name-pattern.ts';
import type { Mention, NamedExpression, Pick, Plan, Scan } from './plan.ts';
import { mapInputs } from './map-inputs.ts';
import { pushBounds } from './push-bounds.ts';

export interface OptimiseOptions {
  readonly library: Library;
  readonly catalog: Catalog;
  /** False only resolves views. */
  readonly pushdown: boolean;
}

/** Views may stand for views (an ASIM function over a connector), but not without end. */
const VIEW_DEPTH = 32;

/** Replaces views by their plans, then tells each scan what text its rows must mention to matter. */
export function optimise(plan: Plan, options: OptimiseOptions): Plan {
  const resolved = resolveViews(plan, options.catalog, 0);
  if (!options.pushdown) return resolved;
  return pushBounds(pushMentions(resolved, undefined, options.library), [], options.library);
}

function resolveViews(plan: Plan, catalog: Catalog, depth: number): Plan {
  if (plan.op === 'Scan') {
    const view = catalog.view(plan.source, plan.options);
    if (!view) return plan;
    if (depth > VIEW_DEPTH) throw new Error(`Internal error: the view "${plan.source}" stands for itself.`);
    return resolveViews(plan.stage === undefined ? view : inStage(view, plan.stage), catalog, depth + 1);
  }
  return mapInputs(plan, (input) => resolveViews(input, catalog, depth));
}

/** A view is no step of its author's query: all of it counts as the step that names it. */
function inStage(plan: Plan, stage: number): Plan {
  return mapInputs({ ...plan, stage }, (input) => inStage(input, stage));
}

function pushMentions(plan: Plan, mention: Mention | undefined, library: Library): Plan {
  const below = (kept: Mention | undefined): Plan => mapInputs(plan, (input) => pushMentions(input, kept, library));
  switch (plan.op) {
    case 'Scan':
      return mention ? withMentions(plan, mention) : plan;
    case 'Filter':
      return below(both(mention, mentionsOf(plan.predicate, library)));
    case 'Sort':
      return below(plan.limit === undefined ? mention : undefined);
    case 'Union':
      return below(mention);
    case 'Extend':
      return below(mention && throughColumns(mention, plan.columns, true, library));
    case 'Project':
      return below(mention && throughColumns(mention, plan.columns, false, library));
    case 'Pick':
      return below(mention && throughPick(mention, plan));
    case 'Let':
      return {
        ...plan,
        value: pushMentions(plan.value, undefined, library),
        body: pushMentions(plan.body, mention, library),
      };
    default:
      return below(undefined);
  }
}

const withMentions = (scan: Scan, mention: Mention): Scan => ({
  ...scan,
  mentions: both(scan.mentions, mention) ?? mention,
});

const both = (left: Mention | undefined, right: Mention | undefined): Mention | undefined =>
  left && right ? { all: [left, right] } : (left ?? right);

/** What must stand in a row for the predicate to hold, as far as its functions say. */
export function mentionsOf(expression: Expression, library: Library): Mention | undefined {
  if (expression.kind !== 'call') return undefined;
  return library
    .scalar(expression.function)
    ?.mentions?.(expression.arguments, (inner) => mentionsOf(inner, library), expression.options);
}

/** The mention in terms of other columns; undefined where a column cannot be followed. */
function translate(mention: Mention, through: (mention: ColumnMention) => Mention | undefined): Mention | undefined {
  if ('column' in mention) return through(mention);
  if ('all' in mention) {
    const all = mention.all.map((part) => translate(part, through)).filter((part) => part !== undefined);
    return all.length === 0 ? undefined : { all };
  }
  const any = mention.any.map((part) => translate(part, through));
  return any.every((part) => part !== undefined) ? { any } : undefined;
}

type ColumnMention = Extract<Mention, { readonly column: string }>;

function throughColumns(
  mention: Mention,
  columns: readonly NamedExpression[],
  others: boolean,
  library: Library,
): Mention | undefined {
  const sources = new Map(columns.map(({ name, expression }) => [name, expression]));
  return translate(mention, (part) => {
    const source = sources.get(part.column);
    if (!source) return others ? part : undefined;
    const carried = carriedBy(source, part.text, part.numeric, library);
    return carried === 'never' ? undefined : carried;
  });
}

/** What must be mentioned for an expression's value to show a text. */
function carriedBy(expression: Expression, text: string, numeric: true | undefined, library: Library): Carried {
  switch (expression.kind) {
    case 'column':
      return { column: expression.name, text, ...(numeric && { numeric }) };
    case 'literal': {
      const { value } = expression;
      if (value !== null && typeof value === 'object') return undefined;
      return String(value ?? '')
        .toLowerCase()
        .includes(text.toLowerCase())
        ? undefined
        : 'never';
    }
    case 'call': {
      const inner = (argument: Expression, part: string, isNumber?: true): Carried =>
        carriedBy(argument, part, isNumber ?? numeric, library);
      return library.scalar(expression.function)?.carries?.(text, expression.arguments, inner, expression.options);
    }
    default:
      return undefined;
  }
}

/** A name that some rename could have made is not followed: whether it was depends on the columns at run time. */
function throughPick(mention: Mention, plan: Pick): Mention | undefined {
  const made = (plan.rename ?? []).map(({ to }) => namePattern(to));
  return translate(mention, (part) => (made.some((test) => test(part.column)) ? undefined : part));
}
