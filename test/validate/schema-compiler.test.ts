import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { compileSchema, schemaNames } from '../../src/validate/schema-compiler.ts';

const require = createRequire(import.meta.url);

interface Validator {
  (value: unknown): boolean;
  errors?: readonly unknown[] | null;
}

const SAMPLES: readonly unknown[] = [
  null,
  [],
  {},
  { id: 'x', name: 7, version: '1', tests: [{ name: 'a', attack_data: [{ data: 1, unknown: true }] }] },
  { content: 7, data: { folders: [1], nonsense: true }, severities: { 'missing-test': 'loud' } },
  { title: '', logsource: { product: 'windows' }, detection: { condition: 'a' }, level: 'High', status: 'stable' },
  { kind: 'Scheduled', severity: 'high', queryFrequency: '1 hour', tactics: ['execution'], query: '' },
];

describe('validators that the build has compiled', () => {
  it.each(schemaNames())('say the same as the schema compiled now: %s', (name) => {
    const built = require(`../../dist/validate/schemas/${name}.cjs`) as Validator;
    const compiled = compileSchema(name) as Validator;
    for (const sample of SAMPLES) {
      expect(built(sample)).toBe(compiled(sample));
      expect(built.errors).toEqual(compiled.errors);
    }
  });
});
