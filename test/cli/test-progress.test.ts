import { describe, expect, it } from 'vitest';
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
    expect(progressText(0, 2000, 0)).toBe('0 of 2,000 tests');
    expect(progressText(100, 2000, 4000)).toBe('100 of 2,000 tests, 25 a second, 1 min 16 s left');
    expect(progressText(5, 8, 2000)).toBe('5 of 8 tests, 2.5 a second, 2 s left');
  });

  it('keeps its line below the results, and leaves none behind', () => {
    const { io, written } = ioOf(true);
    const progress = new TestProgress(io, false, 2);
    progress.done(() => written.push('PASS one\n'));
    progress.end();
    expect(written).toEqual([
      '\r\u001b[2K0 of 2 tests',
      '\r\u001b[2K',
      'PASS one\n',
      '\r\u001b[2K0 of 2 tests',
      '\r\u001b[2K',
    ]);
  });

  it('is silent where nobody watches', () => {
    for (const [terminal, quiet] of [
      [false, false],
      [true, true],
    ] as const) {
      const { io, written } = ioOf(terminal);
      const progress = new TestProgress(io, quiet, 2);
      progress.done(() => undefined);
      progress.end();
      expect(written).toEqual([]);
    }
  });
});
