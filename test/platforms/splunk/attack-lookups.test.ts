import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attackLookups } from '../../../src/platforms/splunk/lookups/attack-lookups.ts';

const knowledge = (path: string) => readFileSync(new URL(`../../../knowledge/${path}`, import.meta.url), 'utf8');

it('ships the lookups of the pinned ATT&CK table (scripts/generate-attack-lookups.ts writes them)', () => {
  for (const [name, text] of attackLookups(knowledge('attack/techniques.json'))) {
    expect(knowledge(`splunk/apps/enterprise_security/lookups/${name}`)).toBe(text);
  }
});
