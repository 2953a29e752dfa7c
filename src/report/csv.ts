import type { TestReport } from '../testing/result.ts';

const COLUMNS = [
  'language',
  'detection',
  'id',
  'file',
  'techniques',
  'test',
  'test_type',
  'verdict',
  'results',
  'events',
  'duration_ms',
  'message',
] as const;

/** A line per test, for spreadsheets (RFC 4180). */
export function csvReport({ tests }: TestReport): string {
  const lines = tests.map(({ detection, ...test }) =>
    [
      detection.language,
      detection.name,
      detection.id,
      detection.file,
      detection.techniques.join(' '),
      test.test,
      test.test_type,
      test.unsupported ? 'unsupported' : test.verdict,
      String(test.results),
      String(test.events),
      String(Math.round(test.duration_ms)),
      test.message,
    ]
      .map(cell)
      .join(','),
  );
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe: results carry what attackers wrote. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
