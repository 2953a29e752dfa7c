import { describe, expect, it } from 'vitest';
import { createDiagnostic } from '../../src/diagnostics/create.ts';
import type { Range } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticsJunit } from '../../src/diagnostics/junit.ts';
import { diagnosticsSarif } from '../../src/diagnostics/sarif.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';

const range = (line: number): Range => ({ start: { line, column: 3 }, end: { line, column: 6 } });

const duplicate = createDiagnostic('duplicate-id', 'rules/b c#1.yml', range(2), 'The id "x" belongs to "A" already.', {
  hint: 'Give it another.',
  related: [{ message: 'The other one.', location: { file: 'a.yml', range: range(1) } }],
});
const missing = createDiagnostic('missing-test', 'rules/b c#1.yml', range(1), '"B" has no test that must fire.');

describe('SARIF', () => {
  const log = (diagnostics: Parameters<typeof diagnosticsSarif>[0], text = 'one\ntwo\nthree') =>
    JSON.parse(diagnosticsSarif(diagnostics, { version: '1.2.3', read: () => new SourceText(text) }));

  it('names the tool, its rules, and each result with its place', () => {
    const result = log([missing, duplicate]);
    const { partialFingerprints, ...first } = result.runs[0].results[1];
    expect(result.version).toBe('2.1.0');
    expect(result.runs[0].tool.driver).toEqual({
      name: 'firedrill',
      version: '1.2.3',
      rules: [
        {
          id: 'FD403',
          name: 'duplicate-id',
          shortDescription: { text: 'Two pieces of content share an id.' },
          fullDescription: { text: 'Two pieces of content share an id.' },
          help: { text: 'firedrill explain FD403' },
          defaultConfiguration: { level: 'error' },
        },
        {
          id: 'FD402',
          name: 'missing-test',
          shortDescription: { text: 'The detection has no test that must fire.' },
          fullDescription: { text: 'The detection has no test that must fire.' },
          help: { text: 'firedrill explain FD402' },
          defaultConfiguration: { level: 'note' },
        },
      ],
    });
    expect(first).toEqual({
      ruleId: 'FD403',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'The id "x" belongs to "A" already. Give it another.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'rules/b%20c%231.yml' },
            region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 6 },
          },
        },
      ],
      relatedLocations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.yml' },
            region: { startLine: 1, startColumn: 3, endLine: 1, endColumn: 6 },
          },
          message: { text: 'The other one.' },
        },
      ],
    });
    expect(partialFingerprints['firedrill/v1']).toMatch(/^[0-9a-f]{32}:1$/);
  });

  it('has fingerprints that stay when lines move, and differ between equal findings', () => {
    const fingerprints = (diagnostics: Parameters<typeof diagnosticsSarif>[0], text: string) =>
      log(diagnostics, text).runs[0].results.map(
        (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['firedrill/v1'],
      );
    const moved = { ...missing, range: range(3) };
    expect(fingerprints([missing], 'name: B')).toEqual(fingerprints([moved], '\n\n  name: B'));
    const [first, second] = fingerprints([missing, missing], 'name: B');
    expect(second).toBe(`${first?.slice(0, -1)}2`);
  });
});

describe('JUnit', () => {
  it('has a case for each file, failed by its errors', () => {
    expect(diagnosticsJunit([missing, duplicate], ['rules/b c#1.yml', 'a.yml']))
      .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="firedrill validate" tests="2" failures="1">
  <testsuite name="validate" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="validate" name="a.yml"/>
    <testcase classname="validate" name="rules/b c#1.yml">
      <failure message="rules/b c#1.yml:2:3 FD403 The id &quot;x&quot; belongs to &quot;A&quot; already. Give it another.">rules/b c#1.yml:2:3 FD403 The id &quot;x&quot; belongs to &quot;A&quot; already. Give it another.</failure>
      <system-out>rules/b c#1.yml:1:3 FD402 &quot;B&quot; has no test that must fire.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('holds nothing that XML cannot', () => {
    const evil = createDiagnostic('duplicate-id', '<a>&.yml', range(1), 'x\u0000\u001b[31m]]>\ud800');
    expect(diagnosticsJunit([evil], [])).toContain(
      'message="&lt;a&gt;&amp;.yml:1:3 FD403 x\ufffd\ufffd[31m]]&gt;\ufffd"',
    );
  });
});
