import type { Detection } from '../../content/model.ts';
import { defineRule } from './rule.ts';

const indexes = new WeakMap<readonly Detection[], ReadonlyMap<string, Detection>>();

const keyOf = ({ language, name }: Detection): string => `${language} ${name.toLowerCase()}`;

function firstByName(detections: readonly Detection[]): ReadonlyMap<string, Detection> {
  let index = indexes.get(detections);
  if (!index) {
    const byName = new Map<string, Detection>();
    for (const detection of detections) {
      if (!byName.has(keyOf(detection))) byName.set(keyOf(detection), detection);
    }
    index = byName;
    indexes.set(detections, index);
  }
  return index;
}

const rule = (title: string, id: string): string =>
  `title: ${title}\nid: ${id}\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n`;

export default defineRule({
  name: 'duplicate-name',
  kinds: ['escu-detection', 'sigma-rule'],
  acrossFiles: true,
  why: 'An analyst who reads the name of an alert has to know which of the two fired; saved searches are called by it.',
  valid: [`${rule('A', 'a')}---\n${rule('B', 'b')}`],
  invalid: [{ content: `${rule('A', 'a')}---\n${rule('A', 'b')}`, at: '6:8' }],
  check(detection, report, { detections }) {
    const first = firstByName(detections).get(keyOf(detection));
    if (!first || first.document === detection.document) return;
    const key = detection.language === 'sigma' ? 'title' : 'name';
    report(detection.document.at([key]), `Another detection is called "${detection.name}" too.`, {
      related: { message: 'It stands here.', file: first.file, range: first.document.at([key]) },
    });
  },
});
