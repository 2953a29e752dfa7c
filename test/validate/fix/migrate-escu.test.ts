import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../../src/content/index.ts';
import type { EscuYear } from '../../../src/validate/index.ts';
import { migrateEscu, validateContent } from '../../../src/validate/index.ts';
import { ORIGINALS } from '../mutants/originals.ts';

const FILE = 'detections/endpoint/old_admin_share.yml';

const OLD = ORIGINALS['old_admin_share.yml']
  .replace("date: '2024-10-17'", "date: '2024-10-17' # first seen in a lab")
  .replace('    - name: dest\n', '    # who was hit\n    - name: dest\n')
  .replace('  product:\n', '  # sold as\n  product:\n')
  .replace(
    '      role:\n        - Victim\n',
    '      role:\n        - Victim\n    - name: user\n      type: User\n      role:\n        - Victim\n    - name: process_name\n      type: Process Name\n      role:\n        - Attacker\n',
  );

function migrate(text: string, year: EscuYear, file = FILE) {
  const [detection] = loadTexts(new Map([[file, text]])).detections;
  if (!detection) throw new Error('No detection was read.');
  return migrateEscu(text, detection, year);
}

function migrated(text: string, year: EscuYear): string {
  const migration = migrate(text, year);
  if ('refused' in migration) throw new Error(migration.refused);
  return migration.text;
}

async function schemaFindings(text: string): Promise<readonly string[]> {
  const content = loadTexts(new Map([[FILE, text]]));
  const found = await validateContent(content, { root: '/', lower: () => ({ problems: [] }) });
  return found.filter(({ code }) => code.startsWith('FD1')).map(({ message }) => message);
}

describe.each(['2025', '2026'] as const)('to %s', (year) => {
  it('keeps comments and texts, and fits the schema', async () => {
    const text = migrated(OLD, year);
    expect(text).toMatchSnapshot();
    expect(await schemaFindings(text)).toEqual([]);
  });

  it('changes nothing the second time', () => {
    const once = migrated(OLD, year);
    expect(migrated(once, year)).toBe(once);
  });

  it('keeps the line breaks of Windows', () => {
    expect(migrated(OLD.replace(/\n/g, '\r\n'), year)).toBe(migrated(OLD, year).replace(/\n/g, '\r\n'));
  });
});

it('goes by way of 2025', () => {
  expect(migrated(migrated(OLD, '2025'), '2026')).toBe(migrated(OLD, '2026'));
});

it('turns risk of an anomaly into intermediate findings', async () => {
  const text = migrated(ORIGINALS['linux_odd_shell.yml'], '2026');
  expect(text).toContain(
    'intermediate_findings:\n  entities:\n    - field: dest\n      type: system\n      score: 30\n      message: Odd shell on $dest$\n',
  );
  expect(await schemaFindings(text)).toEqual([]);
});

it('leaves a shape that is newer', () => {
  const flat = ORIGINALS['windows_tunnel_client.yml'];
  expect(migrated(flat, '2025')).toBe(flat);
  expect(migrated(flat, '2026')).toBe(flat);
});

it.each([
  ['tags in one line', 'name: A\nsearch: x\ntype: TTP\ntags: {message: m, risk_score: 5, observable: []}\n'],
  ['risk for nobody', 'name: A\nsearch: x\ntype: TTP\ntags:\n  message: m\n  risk_score: 5\n  observable: []\n'],
])('refuses %s', (_, text) => {
  expect(migrate(text, '2025')).toHaveProperty('refused');
});
