import { techniquePath } from '../../content/detection.ts';
import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';

/** Groups, software, mitigations, assets and data sources of ATT&CK have ids too. */
const OTHER_OBJECT = /^(?:g|s|ta|m|a|ds|c|dc|det|an)\d{4}$/i;

/**
 * ATT&CK ids and tactics that the pinned table lacks. It may be older than the content, so this is a note; and so is what
 * version 19 moved. Sentinel goes by version 18 still.
 */
export default defineRule({
  name: 'unknown-technique',
  why: 'Coverage is counted by technique. An id that ATT&CK has retired, or never had, counts for nothing.',
  valid: [
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags: [attack.t1572, attack.command-and-control, attack.a0001, attack.ds0017]',
    'name: A\nid: b\nquery: T\ntactics: []\nrelevantTechniques: [T1562.001]',
  ],
  invalid: [
    {
      content: 'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags:\n  - attack.t9999',
      at: '5:5',
    },
    {
      content:
        'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\nsimulation:\n  - technique: T9999',
      at: '5:16',
    },
    { content: 'name: A\nid: b\nquery: T\ntactics: []\nrelevantTechniques:\n  - T1002', at: '6:5' },
    { content: 'name: A\nid: b\nquery: T\ntactics: []\nrelevantTechniques:\n  - T10985', at: '6:5' },
    { content: 'name: A\nsearch: x\ntype: TTP\nmitre_attack_id:\n  - T1562.001', at: '5:5' },
  ],
  check(detection, report, { attack }) {
    const { document, kind } = detection;
    for (const [path, id] of simulatedTechniques(document.value)) {
      const redirect = attack.redirect(id);
      if (redirect !== undefined) {
        const hint = `It is "${redirect}" now.`;
        report(document.at(path), `ATT&CK has retired "${id}".`, { hint, severity: 'warning' });
      } else if (!attack.isTechnique(id)) {
        const close = suggest(id, attack.techniqueIds());
        const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
        report(document.at(path), `The ATT&CK table has no technique "${id}".`, { hint });
      }
    }
    const path = techniquePath(kind, document.value);
    let list: unknown = document.value;
    for (const step of path) list = isMapping(list) ? list[step] : undefined;
    if (!Array.isArray(list)) return;
    const sigma = kind.startsWith('sigma-');
    const moved = new Set(list.map((entry: unknown) => String(entry).trim().toLowerCase()));
    list.forEach((entry: unknown, index) => {
      if (typeof entry !== 'string') return;
      const label = sigma ? /^attack\.(.+)$/i.exec(entry)?.[1] : entry.trim();
      if (label === undefined) return;
      const range = () => document.at([...path, index]);
      if (!/^t\d{4}(\.\d{3})?$/i.test(label)) {
        if (sigma && !OTHER_OBJECT.test(label)) {
          const slug = label.toLowerCase().replace(/_/g, '-');
          if (!attack.isTactic(slug)) report(range(), `The ATT&CK table has no tactic "${label}".`);
        }
        // Of other kinds the schema tells.
        if (kind === 'sentinel-hunting-query' && /^t\d/i.test(label)) {
          report(range(), `The ATT&CK table has no technique "${label}".`);
        }
        return;
      }
      const id = label.toUpperCase();
      const redirect = attack.redirect(id);
      if (redirect !== undefined) {
        const text = sigma ? `attack.${redirect.toLowerCase()}` : redirect;
        const isThere = moved.has(text.toLowerCase());
        moved.add(text.toLowerCase());
        report(range(), `ATT&CK has retired "${id}".`, {
          hint: `It is "${redirect}" now.`,
          severity: 'warning',
          fix: isThere ? { text: '', isSafe: true, removesEntry: true } : { text, isSafe: true },
        });
        return;
      }
      const successor = kind.startsWith('sentinel-') ? undefined : attack.successor(id);
      if (successor) {
        const text = sigma ? `attack.${successor.id.toLowerCase()}` : successor.id;
        const isThere = moved.has(text.toLowerCase());
        moved.add(text.toLowerCase());
        report(range(), `ATT&CK 19 has moved "${id}".`, {
          hint: `It is "${successor.id}" (${successor.name}) there.`,
          ...(!isThere && { fix: { text, isSafe: true } }),
        });
      } else if (!attack.isTechnique(id)) {
        const close = suggest(id, attack.techniqueIds());
        report(range(), `The ATT&CK table has no technique "${id}".`, {
          hint: close === undefined ? undefined : `Did you mean "${close}"?`,
        });
      }
    });
  },
});

/** The techniques that a Sigma rule's `simulation` carries out, each with its place. */
function simulatedTechniques(value: unknown): readonly (readonly [path: readonly (string | number)[], id: string])[] {
  const list = isMapping(value) ? value['simulation'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const technique = isMapping(entry) ? entry['technique'] : undefined;
    return typeof technique === 'string' && /^t\d{4}(\.\d{3})?$/i.test(technique.trim())
      ? [[['simulation', index, 'technique'], technique.trim().toUpperCase()] as const]
      : [];
  });
}
