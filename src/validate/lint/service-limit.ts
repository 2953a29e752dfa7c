import type { DetectionKind } from '../../content/model.ts';
import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

/** https://learn.microsoft.com/azure/sentinel/sentinel-service-limits */
const LIMITS: Partial<Record<DetectionKind, number>> = { 'sentinel-scheduled-rule': 512, 'sentinel-nrt-rule': 50 };

const nrt = (count: number): string =>
  Array.from({ length: count }, (_, index) => `id: r${index}\nname: R\nkind: NRT\nquery: T\n`).join('---\n');

export default defineRule({
  name: 'service-limit',
  kinds: SENTINEL_RULES,
  acrossFiles: true,
  why: 'A workspace runs 512 scheduled rules and 50 near-real-time rules; the next one cannot be enabled.',
  valid: [nrt(50)],
  invalid: [{ content: nrt(52), at: '252:7' }],
  check(detection, report, { detections }) {
    const limit = LIMITS[detection.kind];
    if (limit === undefined) return;
    const place = detections.filter(({ kind }) => kind === detection.kind).indexOf(detection);
    if (place !== limit) return;
    report(detection.document.at(['name']), `This is rule ${limit + 1} of its kind; a workspace takes ${limit}.`);
  },
});
