import { isMapping } from '../../content/kind.ts';
import type { Content } from '../../content/load.ts';
import type { ContentKind, ContentObject, Detection, YamlDocument } from '../../content/model.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import { UPKEEP, type Upkeep } from './upkeep.ts';

export type Mapping = Readonly<Record<string, unknown>>;

/** A piece of content in one of the two states, whatever its kind. */
export interface Item {
  readonly kind: ContentKind;
  /** In lower case; empty where there is none. */
  readonly id: string;
  readonly writtenId: string;
  readonly name: string;
  readonly file: string;
  readonly document: YamlDocument;
  readonly value: Mapping;
  readonly source: SourceText | undefined;
  readonly upkeep: Upkeep;
  /** The detection that it is. */
  readonly detection: Detection | undefined;
}

/** What of some content is compared. */
export function itemsOf({ detections, objects, sources }: Content): readonly Item[] {
  const item = (each: Detection | ContentObject, detection: Detection | undefined): readonly Item[] => {
    const upkeep = UPKEEP[each.kind];
    if (!upkeep) return [];
    const { kind, id: writtenId = '', file, document } = each;
    const value = isMapping(document.value) ? document.value : {};
    const source = sources.get(file);
    const name = each.name.trim();
    return [
      { kind, id: writtenId.trim().toLowerCase(), writtenId, name, file, document, value, source, upkeep, detection },
    ];
  };
  return [
    ...detections.flatMap((detection) => item(detection, detection)),
    ...objects.flatMap((object) => item(object, undefined)),
  ];
}

/** A rule of Sentinel may change its kind and stays the rule. */
const FAMILIES: Readonly<Partial<Record<ContentKind, string>>> = {
  'sentinel-scheduled-rule': 'sentinel-rule',
  'sentinel-nrt-rule': 'sentinel-rule',
  'sentinel-hunting-query': 'sentinel-rule',
};

export const familyOf = ({ kind }: Item): string => FAMILIES[kind] ?? kind;

export const nameKey = (item: Item): string => `${familyOf(item)} ${item.name}`;

/** A scalar of a document as it is written, without quotes: `1.0`, where YAML gives the number 1. */
export function writtenAt({ document, source }: Item, path: readonly string[]): string | undefined {
  let value: unknown = document.value;
  for (const step of path) value = isMapping(value) ? value[step] : undefined;
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'number') return undefined;
  const { start, end } = document.at(path);
  const written = source?.text.slice(
    source.offset(start.line) + start.column - 1,
    source.offset(end.line) + end.column - 1,
  );
  return written !== undefined && Number(written) === value ? written : String(value);
}
