import { QueryFailure } from '../../../plan/failure.ts';
import type { ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { toNumber, toText } from '../values.ts';

/**
 * What a subsearch puts into an expression (`1 + [search … | return $id]`). Splunk pastes its text: a number or a quoted
 * text is a value; a bare word would be a field's name, which is not supported.
 */
export const subsearchValue: ScalarFunction = {
  name: 'spl.subsearch-value',
  compile: (site) => {
    const [argument] = site.arguments;
    let known: { readonly value: Value } | undefined;
    return () => {
      if (!known && argument) {
        const rows = site.table(argument);
        const text = rows.length === 0 ? '' : toText(rows.columns.get('search')?.at(rows.rowAt(0)) ?? null).trim();
        known = { value: pastedValue(text) };
      }
      return known?.value ?? null;
    };
  },
};

function pastedValue(text: string): Value {
  const number = toNumber(text);
  if (number !== null) return number;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  if (quoted) return (quoted[1] ?? '').replace(/\\(["\\])/g, '$1');
  throw new QueryFailure(
    'unsupported-syntax',
    'A subsearch within an expression has to give a number or a text in quotes.',
  );
}
