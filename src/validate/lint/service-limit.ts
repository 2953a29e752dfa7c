import { type Limit, limitsOf } from '../../content/limits.ts';
import type { Detection, DetectionKind } from '../../content/model.ts';
import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

/** The types of the table of limits that deployment goes by too; what one rule may hold is in its schema. */
const TYPES: Partial<Record<DetectionKind, string>> = {
  'sentinel-scheduled-rule': 'scheduled-rule',
  'sentinel-nrt-rule': 'nrt-rule',
};

const nrt = (count: number): string =>
  Array.from({ length: count }, (_, index) => `id: r${index}\nname: R\nkind: NRT\nquery: T\n`).join('---\n');

export default defineRule({
  name: 'service-limit',
  kinds: SENTINEL_RULES,
  acrossFiles: true,
  why: 'A workspace runs 512 scheduled rules and 50 near-real-time rules; the next one cannot be enabled.',
  fix: 'Merge rules that look at the same rows, or make some of the near-real-time rules scheduled ones.',
  valid: [nrt(50)],
  invalid: [{ content: nrt(52), at: '252:7' }],
  check(detection, report, { detections }) {
    const type = TYPES[detection.kind];
    if (type === undefined) return;
    for (const limit of limitsOf('sentinel')) {
      if (!limit.total || !limit.types.includes(type) || placeAmong(detection, detections, limit) !== limit.most)
        continue;
      report(detection.document.at(['name']), `This is one more than the ${limit.most} ${limit.what}.`);
    }
  },
});

/** How many rules that count stand before this one. */
const placeAmong = (detection: Detection, detections: readonly Detection[], { types }: Limit): number =>
  detections.filter(({ kind }) => types.includes(TYPES[kind] ?? '')).indexOf(detection);
