import type { WindowsEvent } from '../../../data/record.ts';

/**
 * `EventData` as a bag of texts, the way the `WindowsEvent` table holds it; events with `UserData` show its elements.
 * Elements without a name are the text (or texts) under `Data`.
 */
export function eventDataBag(event: WindowsEvent): Readonly<Record<string, string | readonly string[]>> {
  const bag = Object.create(null) as Record<string, string | readonly string[]>;
  const unnamed: string[] = [];
  for (const { name, value } of [...event.data, ...(event.userData ?? [])]) {
    if (name === undefined) unnamed.push(value);
    else bag[name] = value;
  }
  if (unnamed.length > 0) bag['Data'] = unnamed.length === 1 ? (unnamed[0] as string) : unnamed;
  return bag;
}
