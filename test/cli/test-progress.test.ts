import { describe, expect, it } from 'vitest';
import { clipToWidth, progressBar } from '../../src/cli/progress.ts';
import { progressText, TestProgress } from '../../src/cli/test-progress.ts';

const ioOf = (terminal: boolean) => {
  const written: string[] = [];
  const io = {
    cwd: '.',
    stdoutIsTerminal: terminal,
    stderrIsTerminal: terminal,
    stdout: () => undefined,
    stderr: (text: string) => void written.push(text),
  };
  return { io, written };
};

describe('progress of a test run', () => {
  it('says how far it is, how fast, and how long it will take', () => {
    const counts = { total: 2000, started: 0, done: 0, failed: 0 };
    expect(progressText(counts, 0)).toBe('────────────────────  0 of 2,000 tests');
    expect(progressText({ ...counts, started: 104, done: 100, failed: 1 }, 4000)).toBe(
      '━───────────────────  100 of 2,000 tests, 4 running, 1 failed, 25 a second, 1 min 16 s left',
    );
    expect(progressText({ total: 8, started: 5, done: 5, failed: 0 }, 2000)).toBe(
      '━━━━━━━━━━━━────────  5 of 8 tests, 2.5 a second, 2 s left',
    );
  });

  it('keeps its line below the results, and leaves none behind', () => {
    const { io, written } = ioOf(true);
    const progress = new TestProgress(io, false, 2, () => 0);
    progress.started();
    progress.done({ verdict: 'pass' }, () => written.push('PASS one\n'));
    progress.end();
    expect(written).toEqual([
      '\r\u001b[2K────────────────────  0 of 2 tests',
      '\r\u001b[2K',
      'PASS one\n',
      '\r\u001b[2K━━━━━━━━━━──────────  1 of 2 tests',
      '\r\u001b[2K',
    ]);
  });

  it('draws a share as a bar', () => {
    expect([-1, 0, 0.5, 1, 2].map(progressBar)).toEqual([
      '────────────────────',
      '────────────────────',
      '━━━━━━━━━━──────────',
      '━━━━━━━━━━━━━━━━━━━━',
      '━━━━━━━━━━━━━━━━━━━━',
    ]);
  });

  it('keeps to the width of the terminal', () => {
    expect(clipToWidth('12 of 2,000 tests', 80)).toBe('12 of 2,000 tests');
    expect(clipToWidth('12 of 2,000 tests', 10)).toBe('12 of 2,…');
  });

  it('is silent where nobody watches', () => {
    for (const [terminal, quiet] of [
      [false, false],
      [true, true],
    ] as const) {
      const { io, written } = ioOf(terminal);
      const progress = new TestProgress(io, quiet, 2);
      progress.done({ verdict: 'fail' }, () => undefined);
      progress.end();
      expect(written).toEqual([]);
    }
  });
});
