import type { YamlDocument } from '../../content/model.ts';
import type { Range } from '../../diagnostics/diagnostic.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

interface UsedField {
  readonly field: string;
  readonly range: () => Range;
}

/** Tokens that Enterprise Security fills in itself. */
const GIVEN = /^(?:info_(?:min_time|max_time|sid|search_time)|trigger_time|result\..*|job\..*|name|event_id)$/;

/** Every field of the result that risk, findings, drilldowns and throttling of an ESCU detection name. */
export function* riskFields(document: YamlDocument): Generator<UsedField> {
  const { value } = document;
  const field = (path: Path): UsedField[] => {
    const name = valueAt(value, path);
    return typeof name === 'string' && name !== '' ? [{ field: name, range: () => document.at(path) }] : [];
  };
  const tokens = (path: Path): UsedField[] => {
    const text = document.text(path);
    if (!text) return [];
    return [...text.text.matchAll(/\$([A-Za-z_][\w.]*)\$/g)].map((match) => ({
      field: match[1] as string,
      range: () => text.locate(match.index, match.index + match[0].length),
    }));
  };
  yield* field(['finding', 'entity', 'field']);
  yield* tokens(['finding', 'title']);
  for (const index of indexes(value, ['intermediate_findings', 'entities'])) {
    yield* field(['intermediate_findings', 'entities', index, 'field']);
    yield* tokens(['intermediate_findings', 'entities', index, 'message']);
  }
  for (const index of indexes(value, ['threat_objects'])) yield* field(['threat_objects', index, 'field']);
  yield* tokens(['rba', 'message']);
  yield* tokens(['tags', 'message']);
  for (const index of indexes(value, ['tags', 'observable'])) yield* field(['tags', 'observable', index, 'name']);
  for (const index of indexes(value, ['drilldown_searches'])) {
    for (const key of ['name', 'search']) {
      for (const token of tokens(['drilldown_searches', index, key])) if (!GIVEN.test(token.field)) yield token;
    }
  }
  for (const list of ['risk_objects', 'threat_objects']) {
    for (const index of indexes(value, ['rba', list])) yield* field(['rba', list, index, 'field']);
  }
  for (const throttling of [['throttling'], ['tags', 'throttling']]) {
    for (const index of indexes(value, [...throttling, 'fields'])) yield* field([...throttling, 'fields', index]);
  }
}

function indexes(value: unknown, path: Path): readonly number[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? [...list.keys()] : [];
}
