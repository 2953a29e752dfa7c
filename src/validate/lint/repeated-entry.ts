import { techniquePath } from '../../content/detection.ts';
import type { YamlDocument } from '../../content/model.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU_OBJECTS } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const LISTS = [
  ['analytic_story'],
  ['tags', 'analytic_story'],
  ['data_source'],
  ['references'],
  ['product'],
  ['tags', 'product'],
  ['cve'],
  ['tactics'],
  ['falsepositives'],
  ['tags', 'category'],
  ['tags', 'detections'],
];

/** Whose risk is scored, and what raised it. */
const RISKS = [
  ['rba', 'risk_objects'],
  ['rba', 'threat_objects'],
  ['threat_objects'],
  ['intermediate_findings', 'entities'],
];

export default defineRule({
  name: 'repeated-entry',
  objectKinds: ESCU_OBJECTS,
  why: 'The second of two equal entries does nothing: one of them was probably meant to be another.',
  valid: [
    'name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1572, T1567]',
    risk('rba', 'risk_objects', '{field: user, type: other, score: 9}'),
  ],
  invalid: [
    { content: risk('intermediate_findings', 'entities', '{field: user, type: other, score: 9}'), at: '7:15' },
    {
      content:
        'name: A\nsearch: x\ntype: TTP\nfinding: {title: t, entity: {field: user, type: user, score: 5}}\nintermediate_findings:\n  entities:\n    - {field: user, type: user, score: 9, message: m}',
      at: '7:15',
    },
    { content: 'name: A\nsearch: x\ntype: TTP\nmitre_attack_id: [T1572, T1567, T1572]', at: '4:33' },
    { content: 'name: A\nid: b\nquery: T\ntactics: [Impact, Impact]', at: '4:19' },
    { content: 'name: A\nnarrative: n\nreferences: [x, x]', at: '3:17' },
    {
      content:
        'name: A\nid: b\nquery: T\nentityMappings:\n  - entityType: Host\n    fieldMappings:\n      - {identifier: HostName, columnName: A}\n      - {identifier: HostName, columnName: B}',
      at: '8:22',
    },
    { content: risk('rba', 'risk_objects', '{field: user, type: user, score: 9}'), at: '7:15' },
    { content: risk('rba', 'threat_objects', '{field: user, type: user}'), at: '7:15' },
    { content: risk('intermediate_findings', 'entities', '{field: user, type: user, score: 9}'), at: '7:15' },
  ],
  checkObject({ document }, report) {
    tellRepeats(document, LISTS, report);
  },
  check({ document, kind }, report) {
    for (const { identifier, path } of repeatedIdentifiers(document.value)) {
      report(document.at(path), `The entity has "${identifier}" already.`, {
        hint: 'Map one column to each identifier; another entity takes a mapping of its own.',
      });
    }
    for (const { field, type, path } of repeatedRisks(document.value)) {
      report(document.at(path), `The ${type} "${field}" stands twice in "${path.slice(0, -2).join('.')}".`, {
        hint: 'Remove one of the two, or name another field.',
      });
    }
    for (const { field, path } of scoredTwice(document.value)) {
      report(document.at(path), `The risk of "${field}" is raised twice.`, {
        hint: 'Name each field once over "finding" and "intermediate_findings".',
      });
    }
    tellRepeats(document, [techniquePath(kind, document.value), ...LISTS], report);
  },
});

/** A detection with a list of two, of which the second is given. */
function risk(key: string, list: string, second: string): string {
  return `name: A\nsearch: x\ntype: TTP\n${key}:\n  ${list}:\n    - {field: user, type: user, score: 5}\n    - ${second}`;
}

function* repeatedRisks(
  value: unknown,
): Generator<{ readonly field: string; readonly type: string; readonly path: Path }> {
  for (const list of RISKS) {
    const entries = valueAt(value, list);
    const seen = new Set<string>();
    for (const [index, entry] of Array.isArray(entries) ? entries.entries() : []) {
      const [field, type] = ['field', 'type'].map((key) => valueAt(entry, [key]));
      if (typeof field !== 'string' || typeof type !== 'string') continue;
      const key = `${field.trim()} ${type.trim()}`;
      if (seen.has(key)) yield { field, type, path: [...list, index, 'field'] };
      seen.add(key);
    }
  }
}

/** Since 2026 a field has one score, whatever its type. */
function* scoredTwice(value: unknown): Generator<{ readonly field: string; readonly path: Path }> {
  const list = ['intermediate_findings', 'entities'];
  const seen = new Map<string, unknown>();
  const found = valueAt(value, ['finding', 'entity']);
  const first = valueAt(found, ['field']);
  if (typeof first === 'string') seen.set(first.trim(), undefined);
  const entries = valueAt(value, list);
  for (const [index, entry] of Array.isArray(entries) ? entries.entries() : []) {
    const [field, type] = ['field', 'type'].map((key) => valueAt(entry, [key]));
    if (typeof field !== 'string') continue;
    // Of the same type: told already.
    if (seen.has(field.trim()) && seen.get(field.trim()) !== type) yield { field, path: [...list, index, 'field'] };
    seen.set(field.trim(), type);
  }
}

function tellRepeats(document: YamlDocument, lists: readonly (readonly string[])[], report: Report): void {
  for (const path of lists) {
    const seen = new Set<string>();
    for (const { text, path: at } of readListWithPath(document, path)) {
      if (seen.has(text.trim())) {
        report(document.at(at), `"${text.trim()}" stands twice in "${path.join('.')}".`, {
          fix: { text: '', isSafe: true, removesEntry: true },
        });
      }
      seen.add(text.trim());
    }
  }
}

function* repeatedIdentifiers(value: unknown): Generator<{ readonly identifier: string; readonly path: Path }> {
  const mappings = valueAt(value, ['entityMappings']);
  for (const [index, mapping] of Array.isArray(mappings) ? mappings.entries() : []) {
    const fields = valueAt(mapping, ['fieldMappings']);
    const seen = new Set<string>();
    for (const [place, field] of Array.isArray(fields) ? fields.entries() : []) {
      const identifier = valueAt(field, ['identifier']);
      if (typeof identifier !== 'string') continue;
      if (seen.has(identifier)) {
        yield { identifier, path: ['entityMappings', index, 'fieldMappings', place, 'identifier'] };
      }
      seen.add(identifier);
    }
  }
}

type Path = readonly (string | number)[];
