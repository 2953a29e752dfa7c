import type { Detection } from '../../content/model.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { readListWithPath } from './shared-lists.ts';

const content = (name: string): string =>
  `name: Baseline Of Hosts\nsearch: x\ntype: Baseline\ntags:\n  detections: [${name}]\n---\nname: Odd Shell of a Host\nsearch: x\ntype: TTP\n`;

/** Names of detections are much like each other. */
const MOST_SLIPS = 2;

/** Detections that a baseline is for. Part of a repository may well lack them: a slip alone is told of. */
export default defineRule({
  name: 'unknown-detection',
  kinds: [],
  objectKinds: ['escu-baseline'],
  why: 'The baseline is shown with the detections that need it; contentctl refuses a name that none has.',
  valid: [content('Odd Shell of a Host'), content('Something of Another Repository')],
  invalid: [{ content: content('Odd Shel of a Host'), at: '5:16' }],
  checkObject({ document }, report, { detections }) {
    const listed = readListWithPath(document, ['tags', 'detections'], ['detections']);
    if (listed.length === 0) return;
    const known = namesOf(detections);
    for (const { text, path } of listed) {
      const close = known.has(text.trim()) ? undefined : suggest(text.trim(), known, MOST_SLIPS);
      if (close === undefined) continue;
      report(document.at(path), `There is no detection "${text}".`, { hint: `Did you mean "${close}"?` });
    }
  },
});

const byDetections = new WeakMap<readonly Detection[], ReadonlySet<string>>();

function namesOf(detections: readonly Detection[]): ReadonlySet<string> {
  const known =
    byDetections.get(detections) ??
    new Set(detections.filter(({ kind }) => kind === 'escu-detection').map(({ name }) => name));
  byDetections.set(detections, known);
  return known;
}
