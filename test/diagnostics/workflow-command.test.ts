import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticsGithub } from '../../src/diagnostics/github.ts';
import { workflowCommand } from '../../src/diagnostics/workflow-command.ts';

it('cuts what GitHub would cut, between whole characters', () => {
  const [, title = '', message = ''] =
    /^::error title=(.*?)::(.*)$/s.exec(
      workflowCommand('error', { title: `${'t'.repeat(253)}🔥${'t'}` }, '🔥'.repeat(3000)),
    ) ?? [];
  expect(title).toBe(`${'t'.repeat(253)}…`);
  expect(message).toBe(`${'🔥'.repeat(2047)}…`);
  expect(workflowCommand('notice', { title: 'a:b' }, 'x'.repeat(4096))).toBe(
    `::notice title=a%3Ab::${'x'.repeat(4096)}`,
  );
});

it('makes no more annotations of a level than a step shows, and tells of the rest', () => {
  const diagnostic = (severity: Diagnostic['severity'], line: number): Diagnostic => ({
    code: 'FD101',
    name: 'yaml-syntax',
    severity,
    message: 'Broken.',
    file: 'a.yml',
    range: { start: { line, column: 1 }, end: { line, column: 2 } },
  });
  const many = (['error', 'warning', 'info'] as const).flatMap((severity) =>
    Array.from({ length: 40 }, (_, at) => diagnostic(severity, at + 1)),
  );
  const lines = diagnosticsGithub(many, 1).trimEnd().split('\n');
  const count = (start: string) => lines.filter((line) => line.startsWith(start)).length;
  expect([count('::error'), count('::warning'), count('::notice'), count('  a.yml:')]).toEqual([10, 10, 10, 91]);
});
