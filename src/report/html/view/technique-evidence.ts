import { EVIDENCE, type DetectionSummary, type Evidence } from '../../../testing/details/details.ts';

export interface TechniqueEvidence {
  readonly best: Evidence;
  /** Those that name the technique or one of its sub-techniques. */
  readonly detections: readonly DetectionSummary[];
}

/** The strongest evidence for each technique; what names a sub-technique counts for its technique too. */
export function techniqueEvidence(detections: readonly DetectionSummary[]): ReadonlyMap<string, TechniqueEvidence> {
  const found = new Map<string, DetectionSummary[]>();
  for (const detection of detections) {
    const named = detection.techniques.flatMap((id) => [id, id.split('.')[0] ?? id]);
    for (const id of new Set(named)) {
      const list = found.get(id);
      if (list) list.push(detection);
      else found.set(id, [detection]);
    }
  }
  return new Map(
    [...found].map(([id, list]) => {
      const levels = list.map(({ evidence = 'mapped' }) => EVIDENCE.indexOf(evidence));
      return [id, { best: EVIDENCE[Math.max(...levels)] ?? 'mapped', detections: list }];
    }),
  );
}
