import type { ContentObject, Detection } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU_OBJECTS } from './shared-kinds.ts';
import { shareValue } from './shared-places.ts';

type Content = Pick<ContentObject, 'name' | 'file' | 'document'> & { readonly id?: string };

const indexes = new WeakMap<readonly Detection[], ReadonlyMap<string, Content>>();

/** The first detection of each id, else the first object. */
function firstById(detections: readonly Detection[], objects: readonly ContentObject[]): ReadonlyMap<string, Content> {
  let index = indexes.get(detections);
  if (!index) {
    const byId = new Map<string, Content>();
    for (const content of [...detections, ...objects]) {
      const id = content.id?.trim().toLowerCase() ?? '';
      if (id !== '' && !byId.has(id)) byId.set(id, content);
    }
    index = byId;
    indexes.set(detections, index);
  }
  return index;
}

const sigma = (title: string, id: string): string =>
  `title: ${title}\nid: ${id}\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n`;
/** Two queries of one rule, as Sigma 1 has them. */
const SHARED =
  'action: global\ntitle: A\nid: aa\ndetection: {a: {b: c}, condition: a}\n---\nlogsource: {product: windows}\n---\nlogsource: {product: linux}\n';
const macro = (id: string): string => `name: m\nid: ${id}\ndefinition: index=a\n`;

/** Two pieces of content with one id: the second of them, in the order of the files, is reported; detections come first. */
export default defineRule({
  name: 'duplicate-id',
  acrossFiles: true,
  objectKinds: [...ESCU_OBJECTS, 'escu-schedule', 'escu-removed', 'asim-parser', 'sigma-filter'],
  why: 'The id tells a piece of content from all others: in the workspace, the second of the two would replace the first.',
  fix: 'Give the newer of the two an id of its own; the older one is known by its id in workspaces.',
  valid: [sigma('A', '7cd1dcdc-6edf-4896-86dc-d1f19ad64903'), `${sigma('A', 'aa')}---\n${macro('bb')}`, SHARED],
  invalid: [
    { content: `${sigma('A', 'aa')}---\n${sigma('B', 'AA')}`, at: '7:5' },
    { content: `${sigma('A', 'aa')}---\n${macro('aa')}`, at: '7:5' },
    { content: `${macro('aa')}---\nname: s\nid: aa\nnarrative: n\n`, at: '6:5' },
  ],
  check(detection, report, { detections, objects }) {
    tell(detection, firstById(detections, objects), report);
  },
  checkObject(object, report, { detections, objects }) {
    tell(object, firstById(detections, objects), report);
  },
});

function tell(content: Content, index: ReadonlyMap<string, Content>, report: Report): void {
  const id = content.id?.trim() ?? '';
  const first = index.get(id.toLowerCase());
  if (!first || first === content || first.document === content.document) return;
  if (shareValue(first, content, ['id'])) return;
  report(content.document.at(['id']), `The id "${id}" belongs to "${first.name}" already.`, {
    hint: 'Give the newer of the two an id of its own.',
    related: { message: 'The other one stands here.', file: first.file, range: first.document.at(['id']) },
  });
}
