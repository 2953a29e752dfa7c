import type { Expression, Span } from '../../plan/expression.ts';
import type { Join, LoweredQuery, Plan } from '../../plan/plan.ts';
import { inputsOf } from '../../plan/plan.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { columnsIn, expressionsOf } from '../expressions.ts';
import { absentColumns, columnsOf } from '../output-columns.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { placeOfField } from './shared-scan-fields.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

/** These ask whether a field is there: with one that is not they do their work. */
const ASKS = /^spl\.(?:isnull|isnotnull|coalesce|typeof|if|case|validate)$/;

export default defineRule({
  name: 'dropped-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'Behind "stats" only its results and its "by" fields are left. A condition on another field never holds, and the detection never fires.',
  valid: [
    rule('index=a | stats count by dest user | where user="bob"'),
    rule('index=a | stats count by dest | lookup local=true l dest OUTPUT user | where user="bob"'),
    rule('index=a | stats count by dest | eval user=coalesce(user, dest)'),
    rule('index=a | stats count by dest | rex field=dest "(?<host>[a-z]+)" | table host'),
    rule('index=a | eventstats count by dest | where user="bob"'),
    rule('index=a | fields - user | eval user=lower(dest) | where user="bob"'),
    rule('index=a | fields dest | where _time>0'),
    rule('index=a | rename user as account | rename account as user | where user="bob"'),
  ],
  invalid: [
    { content: rule('index=a | stats count by dest | where user=="bob"'), at: '2:48' },
    { content: rule('index=a | stats count by dest | search user=bob'), at: '2:49' },
    { content: rule('index=a | fields dest host | search user=bob'), at: '2:46' },
    { content: rule('index=a | fields - user | where user=="bob"'), at: '2:42' },
    { content: rule('index=a | rename user as account | stats count by user'), at: '2:60' },
    {
      content: rule('| tstats count from datamodel=Web by Web.dest | rename Web.* as * | where user=="bob"'),
      at: '2:84',
    },
    { content: rule('index=a | stats count by dest | table dest user'), at: '2:53' },
    { content: rule('index=a | stats count by dest | join user [search index=b | stats count by user]'), at: '2:47' },
  ],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    const told = new Set<string>();
    for (const { field, span, known, isShown } of droppedFields(query)) {
      const place = placeOfField(text.text, field, span);
      if (!place || told.has(field)) continue;
      told.add(field);
      const close = suggest(field, known);
      report(text.locate(place.start, place.end), `The field "${field}" is not there any more.`, {
        severity: isShown ? 'info' : undefined,
        hint:
          close === undefined
            ? 'Keep it in the command that drops it, as a "by" field or with values().'
            : `Did you mean "${close}"?`,
      });
    }
  },
});

interface Dropped {
  readonly field: string;
  readonly span: Span | undefined;
  readonly known: ReadonlySet<string>;
  /** It is only put into a readable form. */
  readonly isShown: boolean;
}

const NONE: ReadonlySet<string> = new Set();

function* droppedFields(query: LoweredQuery): Generator<Dropped> {
  function* visit(plan: Plan): Generator<Dropped> {
    for (const input of inputsOf(plan)) yield* visit(input);
    if (plan.op === 'Join') yield* missingKeys(plan, query);
    if (plan.op === 'Let' || plan.op === 'Join' || plan.op === 'Union') return;
    const [input] = inputsOf(plan);
    if (!input) return;
    const known = columnsOf(input, new Map());
    const absent = known ? undefined : absentColumns(input);
    if (!known && absent?.size === 0) return;
    const stage = query.stages[plan.stage ?? -1]?.span;
    const missing = (name: string) =>
      (known ? !known.has(name) : absent?.has(name) === true) && !name.startsWith('_') && !/[*{]/.test(name);
    for (const expression of expressionsOf(plan) as readonly Expression[]) {
      for (const { column, call } of columnsIn(expression, (inner) => ASKS.test(inner.function))) {
        // A group of rex keeps what the field held before: it reads the very field that it makes.
        if (call?.function === 'spl.rex-group' && call.arguments[0] !== column) continue;
        if (!missing(column.name)) continue;
        const isShown = call?.function.startsWith('spl.convert') === true;
        yield { field: column.name, span: column.span ?? call?.span ?? stage, known: known ?? NONE, isShown };
      }
    }
    if (plan.op === 'Pick') {
      for (const name of plan.only ?? [])
        if (missing(name)) yield { field: name, span: stage, known: known ?? NONE, isShown: false };
    }
  }
  yield* visit(query.plan);
}

/** The keys of a join that one of its sides does not have: then no row finds a partner. */
function* missingKeys(join: Join, query: LoweredQuery): Generator<Dropped> {
  const stage = query.stages[join.stage ?? -1]?.span;
  for (const side of ['left', 'right'] as const) {
    const known = columnsOf(join[side], new Map());
    for (const { [side]: key } of known ? join.on : []) {
      for (const { column } of columnsIn(key)) {
        if (known?.has(column.name) || column.name.startsWith('_')) continue;
        yield { field: column.name, span: column.span ?? stage, known: known ?? NONE, isShown: false };
      }
    }
  }
}
