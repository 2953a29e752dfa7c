import type { Detection } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import { QueryFailure } from '../plan/failure.ts';
import { type EventName, findingsOf } from './prove.ts';
import type { Workspace } from './workspace.ts';

/** Detections in different languages that are meant to find the same. */
export interface Twins {
  readonly left: Detection;
  readonly right: Detection;
}

/** Twins over the same data. */
export interface Parity extends Twins {
  /** Events behind the results of both. */
  readonly agreed: number;
  readonly onlyLeft: readonly EventName[];
  readonly onlyRight: readonly EventName[];
  /** Why one of them could not be run. */
  readonly failure?: string;
}

/** Pairs of detections of which a Sigma rule names the other under `related`, in another language; each pair once. */
export function twinsAmong(detections: readonly Detection[]): readonly Twins[] {
  const byId = new Map(detections.map((detection) => [detection.id.toLowerCase(), detection]));
  const seen = new Set<string>();
  return detections.flatMap((left) =>
    relatedIds(left).flatMap((id): readonly Twins[] => {
      const right = byId.get(id);
      if (!right || right.language === left.language) return [];
      const key = [left.id.toLowerCase(), id].sort().join();
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ left, right }];
    }),
  );
}

function relatedIds({ document }: Detection): readonly string[] {
  const { related } = (document.value ?? {}) as { readonly related?: unknown };
  if (!Array.isArray(related)) return [];
  return related.flatMap((entry: unknown) => {
    const { id } = (entry ?? {}) as { readonly id?: unknown };
    return typeof id === 'string' ? [id.toLowerCase()] : [];
  });
}

/** Runs twins over the same logs and lists the events on which they disagree. */
export async function compareTwins(twins: Twins, logs: readonly LogFile[], workspace: Workspace): Promise<Parity> {
  try {
    const left = await findingsOf(await workspace.lower(twins.left), logs, workspace);
    const right = await findingsOf(await workspace.lower(twins.right), logs, workspace);
    return {
      ...twins,
      agreed: [...left].filter((event) => right.has(event)).length,
      onlyLeft: [...left].filter((event) => !right.has(event)),
      onlyRight: [...right].filter((event) => !left.has(event)),
    };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { ...twins, agreed: 0, onlyLeft: [], onlyRight: [], failure: error.message };
  }
}
