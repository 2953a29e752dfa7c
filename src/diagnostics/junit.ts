import type { Diagnostic } from './diagnostic.ts';

/** JUnit XML: one test case a file, which fails for its errors; warnings and notes are its output. */
export function diagnosticsJunit(diagnostics: readonly Diagnostic[], files: Iterable<string>): string {
  const byFile = new Map<string, Diagnostic[]>([...files].sort().map((file) => [file, []]));
  for (const diagnostic of diagnostics) {
    const list = byFile.get(diagnostic.file);
    if (list) list.push(diagnostic);
    else byFile.set(diagnostic.file, [diagnostic]);
  }
  const cases = [...byFile].map(([file, list]) => testCase(file, list));
  const failures = [...byFile.values()].filter((list) => list.some(({ severity }) => severity === 'error')).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="firedrill validate" tests="${byFile.size}" failures="${failures}">`,
    `  <testsuite name="validate" tests="${byFile.size}" failures="${failures}" errors="0" skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, diagnostics: readonly Diagnostic[]): string {
  const lines = (severities: readonly string[]) =>
    diagnostics.filter(({ severity }) => severities.includes(severity)).map(describe);
  const errors = lines(['error']);
  const others = lines(['warning', 'info']);
  const opening = `    <testcase classname="validate" name="${xmlText(file)}"`;
  if (errors.length + others.length === 0) return `${opening}/>`;
  return [
    `${opening}>`,
    ...(errors.length > 0
      ? [`      <failure message="${xmlText(errors[0] as string)}">${xmlText(errors.join('\n'))}</failure>`]
      : []),
    ...(others.length > 0 ? [`      <system-out>${xmlText(others.join('\n'))}</system-out>`] : []),
    '    </testcase>',
  ].join('\n');
}

const describe = ({ code, file, range, message, hint }: Diagnostic): string =>
  `${file}:${range.start.line}:${range.start.column} ${code} ${message}${hint === undefined ? '' : ` ${hint}`}`;

/** XML has no way to write most control characters; they become a replacement character. */
const xmlText = (text: string): string =>
  text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
