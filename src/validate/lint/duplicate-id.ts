import type { Detection } from '../../content/model.ts';
import { defineRule } from './rule.ts';

const indexes = new WeakMap<readonly Detection[], ReadonlyMap<string, Detection>>();

/** The first detection of each id. */
function firstById(detections: readonly Detection[]): ReadonlyMap<string, Detection> {
  let index = indexes.get(detections);
  if (!index) {
    const byId = new Map<string, Detection>();
    for (const detection of detections) {
      const id = detection.id.toLowerCase();
      if (id !== '' && !byId.has(id)) byId.set(id, detection);
    }
    index = byId;
    indexes.set(detections, index);
  }
  return index;
}

/** Two detections with one id: the second of them, in the order of the files, is reported. */
export default defineRule({
  name: 'duplicate-id',
  acrossFiles: true,
  why: 'The id tells a detection from all others: in the workspace, the second of the two would replace the first.',
  valid: [
    'title: A\nid: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}',
  ],
  invalid: [
    {
      content:
        'title: A\nid: aa\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n---\ntitle: B\nid: AA\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}',
      at: '7:5',
    },
  ],
  check(detection, report, { detections }) {
    const first = firstById(detections).get(detection.id.toLowerCase());
    if (!first || first === detection || first.document === detection.document) return;
    report(detection.document.at(['id']), `The id "${detection.id}" belongs to "${first.name}" already.`, {
      hint: 'Give the newer of the two an id of its own.',
      related: { message: 'The other one stands here.', file: first.file, range: first.document.at(['id']) },
    });
  },
});
