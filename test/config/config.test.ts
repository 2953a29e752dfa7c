import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applySeverities, BUILT_IN_KNOWLEDGE, loadConfig } from '../../src/config/index.ts';
import { createDiagnostic } from '../../src/diagnostics/create.ts';
import { FILE_START } from '../../src/diagnostics/diagnostic.ts';
import { folderWith } from '../content/workspace.ts';

describe('the configuration', () => {
  it('has defaults without a file', () => {
    const cwd = folderWith({});
    expect(loadConfig({ cwd })).toEqual({
      config: {
        root: cwd,
        content: [join(cwd, 'detections')],
        knowledge: {
          splunk: [join(BUILT_IN_KNOWLEDGE, 'splunk')],
          sentinel: [join(BUILT_IN_KNOWLEDGE, 'sentinel')],
          sigma: [join(BUILT_IN_KNOWLEDGE, 'sigma')],
        },
        data: {
          folders: [join(cwd, 'test/attack_data')],
          cache: join(cwd, '.firedrill/cache'),
          lock: join(cwd, 'attack-data.lock'),
          allowedHosts: ['media.githubusercontent.com', 'raw.githubusercontent.com', 'github.com'],
          external: {},
          maxFileMb: 4096,
        },
        workspaces: [],
        test: { timeoutSeconds: 60, memoryMb: 1024 },
        severities: {},
        layout: 'auto',
      },
      diagnostics: [],
    });
  });

  it('maps other workspaces', () => {
    const text = `workspaces:
  soc-emea:
    also: ['00000000-0000-0000-0000-00000000e3ea']
    attack_data: [emea.log, {data: s.json, sourcetype: SigninLogs, host: h, source: s}]
  soc-central: replay
`;
    const { config, diagnostics } = loadConfig({ cwd: folderWith({ 'firedrill.yml': text }) });
    expect([config.workspaces, diagnostics]).toEqual([
      [
        {
          name: 'soc-emea',
          also: ['00000000-0000-0000-0000-00000000e3ea'],
          isReplay: false,
          attackData: [{ data: 'emea.log' }, { data: 's.json', sourcetype: 'SigninLogs', host: 'h', source: 's' }],
        },
        { name: 'soc-central', also: [], isReplay: true, attackData: [] },
      ],
      [],
    ]);
  });

  it('is found above the working folder and read from there', () => {
    const root = folderWith({
      'firedrill.yml':
        'content: [rules]\nknowledge: {splunk: ta}\ndata: {allowed_hosts: [logs.example.com]}\ntest: {timeout_seconds: 5}\nseverities: {missing-test: off, FD404: error}\nlayout: sigmahq\n',
      'ta/x': '',
    });
    mkdirSync(join(root, 'a/b'), { recursive: true });
    const { config, diagnostics } = loadConfig({ cwd: join(root, 'a/b') });
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      root,
      content: [join(root, 'rules')],
      knowledge: { splunk: [join(root, 'ta'), join(BUILT_IN_KNOWLEDGE, 'splunk')] },
      data: { allowedHosts: ['logs.example.com'] },
      test: { timeoutSeconds: 5, memoryMb: 1024 },
      layout: 'sigmahq',
    });
    expect(Object.entries(config.severities)).toEqual([
      ['missing-test', 'off'],
      ['FD404', 'error'],
    ]);
  });

  it('complains about what it does not know, and goes on', () => {
    const cwd = folderWith({
      'firedrill.yml': 'contents: [rules]\ntest:\n  timeout_seconds: soon\nseverities:\n  FD404: loud\n',
    });
    const { config, diagnostics } = loadConfig({ cwd });
    expect(config.test.timeoutSeconds).toBe(60);
    expect(
      diagnostics.map(({ code, message, hint, range: { start } }) => [
        code,
        `${start.line}:${start.column}`,
        message,
        hint,
      ]),
    ).toEqual([
      ['FD110', '1:1', 'There is no key "contents".', 'Did you mean "content"?'],
      ['FD112', '3:20', '"test.timeout_seconds" has to be a number, and is a text.', undefined],
      ['FD113', '5:10', '"severities.FD404" cannot be "loud".', 'One of: error, warning, info, off.'],
    ]);
  });

  it('that was asked for and is missing is a complaint', () => {
    expect(loadConfig({ cwd: folderWith({}), file: 'other.yml' }).diagnostics).toMatchObject([
      { code: 'FD120', message: 'The configuration "other.yml" cannot be read.' },
    ]);
  });
});

describe('severities', () => {
  it('are set by name before code, and off takes the diagnostic away', () => {
    const diagnostics = [
      createDiagnostic('missing-test', 'a.yml', FILE_START, 'x'),
      createDiagnostic('never-true', 'a.yml', FILE_START, 'y'),
      createDiagnostic('duplicate-id', 'a.yml', FILE_START, 'z'),
    ];
    expect(
      applySeverities(diagnostics, { 'missing-test': 'error', FD401: 'off', FD402: 'warning' }).map(
        ({ code, severity }) => [code, severity],
      ),
    ).toEqual([
      ['FD402', 'error'],
      ['FD403', 'error'],
    ]);
  });
});
