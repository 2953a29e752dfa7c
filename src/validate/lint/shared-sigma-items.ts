import { isMapping } from '../../content/kind.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

export interface SigmaItem {
  /** `DestinationHostname|endswith`; empty for keywords. */
  readonly field: string;
  readonly value: unknown;
  readonly path: Path;
}

/** Every detection item of a Sigma rule, through lists of mappings. */
export function* sigmaItems(rule: unknown): Generator<SigmaItem> {
  const detection = valueAt(rule, ['detection']);
  if (!isMapping(detection)) return;
  for (const name of Object.keys(detection)) {
    if (name !== 'condition' && name !== 'timeframe') yield* itemsOf(detection[name], ['detection', name]);
  }
}

function* itemsOf(selection: unknown, path: Path): Generator<SigmaItem> {
  if (isMapping(selection)) {
    for (const field of Object.keys(selection)) yield { field, value: selection[field], path: [...path, field] };
  } else if (Array.isArray(selection)) {
    if (!selection.some(isMapping)) yield { field: '', value: selection, path };
    else for (const [index, entry] of selection.entries()) yield* itemsOf(entry, [...path, index]);
  }
}
