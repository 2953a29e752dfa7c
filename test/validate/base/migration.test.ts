import { expect, it } from 'vitest';
import { loadTexts } from '../../../src/content/index.ts';
import type { EscuYear } from '../../../src/validate/index.ts';
import { compareWithBase, migrateEscu } from '../../../src/validate/index.ts';
import { ORIGINALS } from '../mutants/originals.ts';

const FILE = 'detections/endpoint/a.yml';
const load = (text: string) => loadTexts(new Map([[FILE, text]]));

function migrated(text: string, year: EscuYear): string {
  const [detection] = load(text).detections;
  const migration = detection && migrateEscu(text, detection, year);
  if (!migration || 'refused' in migration) throw new Error(migration?.refused);
  return migration.text;
}

const found = (before: string, now: string): readonly string[] =>
  compareWithBase(load(before), load(now)).map(({ code, message }) => `${code} ${message}`);

const TTP = ORIGINALS['old_admin_share.yml'];
const ANOMALY = ORIGINALS['linux_odd_shell.yml'];

it.each([
  ['a TTP', TTP, '2025'],
  ['a TTP', TTP, '2026'],
  ['an anomaly', ANOMALY, '2026'],
  ['a TTP of 2025', migrated(TTP, '2025'), '2026'],
] as const)('the new shape of %s needs no new version', (_, before, year) => {
  expect(migrated(before, year)).not.toBe(before);
  expect(found(before, migrated(before, year))).toEqual([]);
});

const STILL = [expect.stringMatching(/^FD470 The content changed and its version is \d+ still\.$/)];

it.each([
  ['search', (text: string) => text.replace(/stats count/, 'stats  sum(a)')],
  ['score', (text: string) => text.replace(/(score: )\d+/, '$199')],
  ['message', (text: string) => text.replace(/(?<=(?:title|message): ).+/, 'Another one on $dest$')],
  ['entity', (text: string) => text.replace(/field: dest/, 'field: src')],
  ['domain', (text: string) => text.replace(/security_domain: \w+/, 'security_domain: audit')],
])('another %s does, whatever the shape', (_, change) => {
  for (const year of ['2025', '2026'] as const) {
    const now = migrated(TTP, year);
    expect(change(now)).not.toBe(now);
    expect(found(TTP, change(now))).toEqual(STILL);
  }
});

it('a threat that gets a finer type changes the risk events', () => {
  const attacker = (type: string) =>
    TTP.replace(
      '      role:\n        - Victim\n',
      `      role:\n        - Victim\n    - name: process_name\n      type: ${type}\n      role:\n        - Attacker\n`,
    );
  expect(found(attacker('Process'), migrated(attacker('Process'), '2025'))).toEqual([]);
  expect(found(attacker('Process Name'), migrated(attacker('Process Name'), '2025'))).toEqual(STILL);
});

it('a version raised for the new shape alone is left be', () => {
  const now = migrated(TTP, '2026');
  const version = Number(/^version: (\d+)$/m.exec(now)?.[1]);
  expect(found(TTP, now.replace(/^version: \d+$/m, `version: ${version + 1}`))).toEqual([]);
});
