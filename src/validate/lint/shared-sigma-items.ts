import { isMapping } from '../../content/kind.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

export interface SigmaItem {
  /** `DestinationHostname|endswith`; empty for keywords. */
  readonly field: string;
  readonly value: unknown;
  readonly path: Path;
}

/** What was asked for last: the rules of lint ask for the items of one Sigma rule after another. */
let last: { readonly detection: object; readonly items: readonly SigmaItem[] } | undefined;

/** Every detection item of a Sigma rule, through lists of mappings. */
export function sigmaItems(rule: unknown): readonly SigmaItem[] {
  const detection = valueAt(rule, ['detection']);
  if (!isMapping(detection)) return [];
  if (last?.detection === detection) return last.items;
  const items: SigmaItem[] = [];
  for (const name of Object.keys(detection)) {
    if (name !== 'condition' && name !== 'timeframe') collect(detection[name], ['detection', name], items);
  }
  last = { detection, items };
  return items;
}

function collect(selection: unknown, path: Path, items: SigmaItem[]): void {
  if (isMapping(selection)) {
    for (const field of Object.keys(selection)) items.push({ field, value: selection[field], path: [...path, field] });
  } else if (Array.isArray(selection)) {
    if (!selection.some(isMapping)) items.push({ field: '', value: selection, path });
    else for (const [index, entry] of selection.entries()) collect(entry, [...path, index], items);
  }
}
