import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../scripts/fuzz/languages.ts';
import { mutate } from '../../scripts/fuzz/mutate.ts';
import { pick, seeded } from '../../scripts/fuzz/random.ts';

describe('mutated queries are lowered or refused, never a crash', () => {
  it.each([
    ['spl', 5000],
    ['kql', 150],
  ])('%s', (name, count) => {
    const language = LANGUAGES[name]?.();
    const seeds = language?.seeds ?? [];
    const random = seeded(7);
    let parsed = 0;
    for (let tried = 0; tried < count; tried += 1) {
      const text = mutate(pick(random, seeds), seeds, random);
      const problems = language?.lower(text) ?? [];
      if (!problems.includes('syntax-error')) parsed += 1;
      expect(language?.reprint?.(text), text).toBeUndefined();
    }
    expect(parsed / count).toBeGreaterThan(0.3);
  });
});
