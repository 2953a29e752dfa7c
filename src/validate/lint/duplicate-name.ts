import type { ContentObject, Detection } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU, SIGMA } from './shared-kinds.ts';
import { shareValue } from './shared-places.ts';

type Content = Pick<ContentObject, 'kind' | 'name' | 'file' | 'document'> | Detection;

const indexes = new WeakMap<readonly Detection[], ReadonlyMap<string, Content>>();

const familyOf = ({ kind }: Content): string => kind.slice(0, kind.indexOf('-'));

/** contentctl takes a name once, whatever it names, and asks for its case; two detections differ by more than case. */
const keysOf = (content: Content): readonly string[] => [
  ...('language' in content ? [`${familyOf(content)} detection ${content.name.toLowerCase()}`] : []),
  `${familyOf(content)} ${content.name}`,
];

function firstByName(
  detections: readonly Detection[],
  objects: readonly ContentObject[],
): ReadonlyMap<string, Content> {
  let index = indexes.get(detections);
  if (!index) {
    const byName = new Map<string, Content>();
    for (const content of [...detections, ...objects]) {
      for (const key of keysOf(content)) if (!byName.has(key)) byName.set(key, content);
    }
    index = byName;
    indexes.set(detections, index);
  }
  return index;
}

const rule = (title: string, id: string): string =>
  `title: ${title}\nid: ${id}\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n`;

const macro = (name: string): string => `name: ${name}\ndefinition: index=a\n`;

export default defineRule({
  name: 'duplicate-name',
  kinds: [...ESCU, ...SIGMA],
  acrossFiles: true,
  objectKinds: ['escu-macro', 'escu-lookup', 'escu-story', 'escu-data-source', 'escu-baseline'],
  why: 'An analyst who reads the name of an alert has to know which of the two fired; saved searches are called by it.',
  valid: [
    `${rule('A', 'a')}---\n${rule('B', 'b')}`,
    `${rule('A', 'a')}---\n${macro('A')}`,
    `${macro('m')}---\n${macro('M')}`,
    'action: global\ntitle: A\ndetection: {a: {b: c}, condition: a}\n---\nlogsource: {product: windows}\n---\nlogsource: {product: linux}\n',
  ],
  invalid: [
    { content: `${rule('A', 'a')}---\n${rule('A', 'b')}`, at: '6:8' },
    { content: `${macro('m')}---\n${macro('m')}`, at: '4:7' },
    { content: `name: A\nsearch: x\ntype: TTP\n---\nname: A\nnarrative: n\n`, at: '5:7' },
  ],
  check(detection, report, { detections, objects }) {
    tell(detection, firstByName(detections, objects), report);
  },
  checkObject(object, report, { detections, objects }) {
    tell(object, firstByName(detections, objects), report);
  },
});

function tell(content: Content, index: ReadonlyMap<string, Content>, report: Report): void {
  const first = index.get(keysOf(content)[0] as string);
  if (!first || first.document === content.document) return;
  const key = content.kind === 'sigma-rule' ? 'title' : 'name';
  if (shareValue(first, content, [key])) return;
  const what =
    first.kind === 'sigma-rule' || first.kind === 'escu-detection'
      ? 'detection'
      : first.kind.replace('escu-', '').replace('-', ' ');
  report(content.document.at([key]), `Another ${what} is called "${content.name}" too.`, {
    related: { message: 'It stands here.', file: first.file, range: first.document.at([key]) },
  });
}
