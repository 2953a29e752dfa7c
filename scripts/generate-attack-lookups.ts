/**
 * Writes the lookups that give findings the names and tactics of their ATT&CK techniques, from the pinned table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { attackLookups } from '../src/platforms/splunk/lookups/attack-lookups.ts';
import { wordsOf } from './command.ts';

wordsOf('tsx scripts/generate-attack-lookups.ts\n');
const table = readFileSync(new URL('../knowledge/attack/techniques.json', import.meta.url), 'utf8');
for (const [name, text] of attackLookups(table)) {
  writeFileSync(new URL(`../knowledge/splunk/apps/enterprise_security/lookups/${name}`, import.meta.url), text);
}
