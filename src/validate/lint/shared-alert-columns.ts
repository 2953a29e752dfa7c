import { isMapping } from '../../content/kind.ts';
import type { YamlDocument } from '../../content/model.ts';
import type { Range } from '../../diagnostics/diagnostic.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

export interface UsedColumn {
  readonly column: string;
  readonly range: Range;
}

const FORMATS = ['alertDisplayNameFormat', 'alertDescriptionFormat'] as const;

/** `{{Column}}` in the formats of `alertDetailsOverride`. */
export function formatColumns(document: YamlDocument, key: (typeof FORMATS)[number]): readonly UsedColumn[] {
  const path = ['alertDetailsOverride', key];
  const format = valueAt(document.value, path);
  if (typeof format !== 'string') return [];
  const text = document.text(path);
  return [...format.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)].map(({ index, 0: whole, 1: column = '' }) => ({
    column,
    range: text?.locate(index, index + whole.length) ?? document.at(path),
  }));
}

/** Every column that the alert of a Sentinel rule takes from the result. */
export function* alertColumns(document: YamlDocument): Generator<UsedColumn> {
  const at = (path: Path): UsedColumn[] => {
    const value = valueAt(document.value, path);
    const column = typeof value === 'string' ? value.trim() : '';
    return column === '' ? [] : [{ column, range: document.at(path) }];
  };
  for (const [index, mapping] of list(valueAt(document.value, ['entityMappings']))) {
    for (const [place] of list(valueAt(mapping, ['fieldMappings']))) {
      yield* at(['entityMappings', index, 'fieldMappings', place, 'columnName']);
    }
  }
  for (const [index] of list(valueAt(document.value, ['sentinelEntitiesMappings']))) {
    yield* at(['sentinelEntitiesMappings', index, 'columnName']);
  }
  const details = valueAt(document.value, ['customDetails']);
  if (isMapping(details)) for (const key of Object.keys(details)) yield* at(['customDetails', key]);
  for (const key of FORMATS) yield* formatColumns(document, key);
  yield* at(['alertDetailsOverride', 'alertSeverityColumnName']);
  yield* at(['alertDetailsOverride', 'alertTacticsColumnName']);
  for (const [index] of list(valueAt(document.value, ['alertDetailsOverride', 'alertDynamicProperties']))) {
    yield* at(['alertDetailsOverride', 'alertDynamicProperties', index, 'value']);
  }
}

const list = (value: unknown): readonly [number, unknown][] => (Array.isArray(value) ? [...value.entries()] : []);
