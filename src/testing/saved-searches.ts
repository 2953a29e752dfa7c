import type { Detection } from '../content/model.ts';

/** Searches of Splunk detections by the name of each: what `savedsearch` runs. */
export const savedSearches = (detections: readonly Detection[]): ReadonlyMap<string, string> =>
  new Map(
    detections.flatMap(({ language, name, query }) =>
      language === 'spl' && query ? [[name, query.text] as const] : [],
    ),
  );
