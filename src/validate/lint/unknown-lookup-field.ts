import { suggest } from '../../diagnostics/suggest.ts';
import type { Span } from '../../plan/expression.ts';
import type { LoweredQuery } from '../../plan/plan.ts';
import { plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { placeOfField, scanFields } from './shared-scan-fields.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

/** Records of a KV store have these beside their own. */
const GIVEN = new Set(['_key', '_user', '_time']);

export default defineRule({
  name: 'unknown-lookup-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'Splunk refuses a "lookup" that names a field which the table lacks; a condition of "inputlookup" on it never holds.',
  valid: [
    rule('index=a | lookup known_hosts host as dest OUTPUT owner as user'),
    rule('| inputlookup known_hosts where host=dc01'),
    rule('| inputlookup known_hosts | eval a=1 | where a=1'),
  ],
  invalid: [
    { content: rule('index=a | lookup known_hosts name as dest OUTPUT owner'), at: '2:39' },
    { content: rule('index=a | lookup known_hosts host OUTPUT owners'), at: '2:51' },
    { content: rule('| inputlookup known_hosts where name=dc01'), at: '2:42' },
    { content: rule('| inputlookup known_hosts | where name="dc01"'), at: '2:44' },
  ],
  check({ query: text }, report, { query, splunk }) {
    if (!query || !text) return;
    const told = new Set<string>();
    const tell = (lookup: string, field: string, fields: readonly string[], isRefused: boolean, spans: Spans): void => {
      const places = spans.map((span) => placeOfField(text.text, field, span));
      const place = places.find((found) => found !== undefined);
      if (!place || told.has(`${lookup} ${field}`)) return;
      told.add(`${lookup} ${field}`);
      const close = suggest(field, fields);
      report(text.locate(place.start, place.end), `The lookup "${lookup}" has no field "${field}".`, {
        hint: close === undefined ? `Its fields are: ${fields.slice(0, 20).join(', ')}.` : `Did you mean "${close}"?`,
        severity: isRefused ? undefined : 'warning',
      });
    };
    for (const { lookup, field, fields, stage } of lookupCalls(query)) tell(lookup, field, fields, true, [stage]);
    for (const { scan, field, span, stage } of scanFields(query, 'splunk:lookup')) {
      const { name } = scan.options as { readonly name: string };
      const fields = splunk?.lookup(name)?.fields ?? [];
      if (isMissing(field, fields)) {
        tell(name, field, fields, false, [span, stage]);
      }
    }
  },
});

/** A table whose fields nobody declares may have any. */
const isMissing = (field: string, fields: readonly string[]): boolean =>
  fields.length > 0 && !fields.some((known) => known.trim() === field) && !GIVEN.has(field) && !field.includes('*');

type Spans = readonly (Span | undefined)[];

interface Pair {
  readonly lookup: string;
}

interface LookupOptions {
  readonly name: string;
  readonly match: readonly Pair[];
  readonly output: readonly Pair[] | undefined;
  readonly definition: { readonly fields?: readonly string[] };
}

/** The fields that `lookup` commands name and their tables lack. */
function* lookupCalls(query: LoweredQuery): Generator<{
  readonly lookup: string;
  readonly field: string;
  readonly fields: readonly string[];
  readonly stage: Span | undefined;
}> {
  for (const plan of plansOf(query.plan)) {
    if (plan.op !== 'Window' || plan.function !== 'spl.lookup') continue;
    const { name, match, output, definition } = plan.options as LookupOptions;
    const { fields = [] } = definition;
    for (const { lookup: field } of [...match, ...(output ?? [])]) {
      if (isMissing(field, fields)) yield { lookup: name, field, fields, stage: query.stages[plan.stage ?? -1]?.span };
    }
  }
}
