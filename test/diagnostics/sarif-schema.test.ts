import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { CODES, type DiagnosticName } from '../../src/diagnostics/codes.ts';
import { createDiagnostic } from '../../src/diagnostics/create.ts';
import type { Diagnostic, Range } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticsSarif } from '../../src/diagnostics/sarif.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { codePage } from '../../src/validate/index.ts';

// The schema of SARIF 2.1.0 as Microsoft publishes it; it uses nothing that draft 4 and draft 7 read differently but `id`.
const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const problems = (text: string): readonly string[] => {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const range = (line: number, column: number): Range => ({ start: { line, column }, end: { line, column: column + 3 } });

const everyCode = (Object.keys(CODES) as DiagnosticName[]).map((name, index) =>
  createDiagnostic(
    name,
    `rules/ü {${index}} #%.yml`,
    range(index + 1, 1),
    `It says [this](that) {0} \u{1f525} "${name}".`,
    {
      hint: 'Do something.',
      related: [{ message: 'It comes from here.', location: { file: '../other/a b.yml', range: range(1, 2) } }],
    },
  ),
);

describe('SARIF', () => {
  const options = { version: '1.2.3', read: () => new SourceText('one\ntwo'), page: codePage };

  it('is valid by the schema of 2.1.0, whatever the code, the file and the text', () => {
    expect(problems(diagnosticsSarif(everyCode, options))).toEqual([]);
    expect(problems(diagnosticsSarif([], options))).toEqual([]);
  });

  it('the schema would tell', () => {
    const broken = diagnosticsSarif(everyCode.slice(0, 1), options).replace('"startLine": 1', '"startLine": 0');
    expect(problems(broken)).toEqual([
      expect.stringContaining('/runs/0/results/0/locations/0/physicalLocation/region/startLine must be >= 1'),
    ]);
    expect(problems(broken.replace('"ruleId"', '"rule"')).length).toBeGreaterThan(1);
  });

  it('keeps to the limits of GitHub: the most severe results, and a word about the others', () => {
    const many = (name: DiagnosticName, count: number): readonly Diagnostic[] =>
      Array.from({ length: count }, (_, line) => createDiagnostic(name, 'a.yml', range(line + 1, 1), 'm'));
    const text = diagnosticsSarif([...many('missing-test', 24_000), ...many('unknown-macro', 2_000)], options);
    const [run] = (JSON.parse(text) as { runs: { results: { level: string }[]; invocations: unknown[] }[] }).runs;
    const levels = run?.results.map(({ level }) => level) ?? [];
    expect([levels.length, levels.filter((level) => level === 'error').length]).toEqual([25_000, 2_000]);
    expect(run?.invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'warning', message: { text: '1000 less severe results were left out.' } },
        ],
      },
    ]);
    expect(problems(text)).toEqual([]);
  });
});
