import { describe, expect, it } from 'vitest';
import { judgeCase, loadScripts } from '../../scripts/conformance/script-suite.ts';

describe('conformance scripts', () => {
  for (const { topic, cases } of loadScripts()) {
    describe(topic, () => {
      for (const item of cases) {
        it(`${item.title} (line ${item.line})`, () => {
          expect(judgeCase(item), item.query).toBeUndefined();
        });
      }
    });
  }
});
