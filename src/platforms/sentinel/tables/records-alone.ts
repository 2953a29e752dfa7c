/**
 * `_Records_DeviceFileEvents` is the table without what connectors derive for it of other logs: its records alone. A
 * unifying parser reads it so, and each event of a replay comes once.
 */
const PREFIX = '_Records_';

/** The table behind such a name; undefined for any other name. */
export const recordsAlone = (name: string): string | undefined =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
