import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Content } from '../content/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { applyFixes, type EscuYear, migrateEscu } from '../validate/index.ts';

const files = (count: number): string => `${count} file${count === 1 ? '' : 's'}`;

/** Makes the safe edits in the files that were read, and says how many. */
export function fixFiles(
  { sources }: Content,
  diagnostics: readonly Diagnostic[],
  root: string,
): { readonly count: number; readonly summary: string } {
  const byFile = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    if (!diagnostic.fix?.isSafe || !sources.has(diagnostic.file)) continue;
    const list = byFile.get(diagnostic.file);
    if (list) list.push(diagnostic);
    else byFile.set(diagnostic.file, [diagnostic]);
  }
  let count = 0;
  let changed = 0;
  for (const [file, list] of byFile) {
    const before = sources.get(file)?.text ?? '';
    const { text, fixed } = applyFixes(before, list);
    if (text === before) continue;
    writeFileSync(resolve(root, file), text);
    count += fixed.length;
    changed += 1;
  }
  const summary =
    count === 0 ? 'Nothing to fix.' : `Fixed ${count} finding${count === 1 ? '' : 's'} in ${files(changed)}.`;
  return { count, summary };
}

/** Writes the detections of ESCU in a later shape, and says which stay as they are. */
export function migrateFiles({ detections, sources }: Content, year: EscuYear, root: string): string {
  let changed = 0;
  const refused: string[] = [];
  for (const detection of detections) {
    if (detection.kind !== 'escu-detection') continue;
    const before = sources.get(detection.file)?.text;
    if (before === undefined) continue;
    const migration = migrateEscu(before, detection, year);
    if ('refused' in migration) refused.push(`${detection.file} stays as it is. ${migration.refused}`);
    else if (migration.text !== before) {
      writeFileSync(resolve(root, detection.file), migration.text);
      changed += 1;
    }
  }
  return [`Migrated ${files(changed)} to the shape of ${year}.`, ...refused].join('\n');
}
