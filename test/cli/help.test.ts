import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';

async function help(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['help', ...args], {
    cwd: process.cwd(),
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
  });
  return { code, out, err };
}

describe('firedrill help', () => {
  it('prints a name of a language with an example and its basis', async () => {
    const { code, out } = await help('spl', 'mvfilter');
    expect(code).toBe(0);
    expect(out).toMatch(/^mvfilter SPL eval function\n/);
    expect(out).toMatch(/Examples\n {2}\(over .*\| eval x = mvfilter\(/);
    expect(out).toMatch(/Basis: \w+\nSee https:\/\/help\.splunk\.com\//);
  });

  it('prints all kinds of a name', async () => {
    const { out } = await help('spl', 'replace');
    expect(out).toContain('replace SPL command');
    expect(out).toContain('replace SPL eval function');
  });

  it('lists the names of a language', async () => {
    const { out } = await help('sigma');
    expect(out).toMatch(/^modifiers \(\d+\)\n {2}all /);
  });

  it('prints JSON', async () => {
    const { out } = await help('kql', 'arg_max', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject([
      { language: 'kql', kind: 'aggregation', name: 'arg_max', basis: 'recorded' },
    ]);
  });

  it('prints codes and commands', async () => {
    expect((await help('FD201')).out).toMatch(/^# FD201 syntax-error/);
    expect((await help('query')).out).toMatch(/^Usage: firedrill query/);
    expect((await help()).out).toContain('firedrill help spl|kql|sigma');
  });

  it.each([
    [['kql', 'arg_mux'], 'KQL has no "arg_mux" here. Did you mean "arg_max"?'],
    [['querry'], 'There is no help on "querry". Did you mean "query"?'],
  ])('suggests what was meant: %s', async (args, message) => {
    expect(await help(...args)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });
});
