import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node.js';
import { root } from '../cli/run-cli.ts';

const SPL = `name: Tunnel
id: 29798d45-c9c7-4240-a5ef-d7648c016024
version: 1
creation_date: '2026-05-05'
modification_date: '2026-05-05'
author: Alice Example
status: experimental
type: Hunting
description: A tunnel.
data_source: []
search: |-
  sourcetype=XmlWinEventLog EventCode=3
  | eval target=lower(DestinationHostname)
  | stats cuont min(_time) as firstTime by dest target
  | \`quiet_hosts(dest)\`
  | lookup known_hosts host as dest OUTPUT owner
  | \`tunnel_filter\`
how_to_implement: Collect it.
known_false_positives: None.
references: []
analytic_story: []
asset_type: Endpoint
mitre_attack_id: [T1572]
product: [Splunk Enterprise]
category: endpoint
security_domain: endpoint
tests:
  - name: True Positive Test
    test_type: experimental
    description: There is no log yet.
`;
const KQL = `id: 0c9c9a4e-52a5-4a0f-8a77-3d9b6c1f2e85
name: Tunnel names
description: A tunnel.
severity: Medium
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [T1572]
query: |
  imNetworkSession
  | where DstHostname endswith ".example.com"
  | extend Zone = tolower(DstHostname)
version: 1.0.0
kind: Scheduled
`;
const SIGMA = `title: Tunnel
id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64904
status: test
description: A tunnel.
author: Alice Example
date: '2026-05-05'
logsource: {product: windows, category: network_connection}
detection:
  selection:
    DestinationHostname|endswith: .example.com
  condition: selection
level: low
`;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firedrill-lsp-')));
const FILES = {
  'firedrill.yml': 'content: [detections]\n',
  'detections/tunnel.yml': SPL,
  'detections/names.yaml': KQL,
  'detections/rule.yml': SIGMA,
  'macros/quiet_hosts.yml':
    'name: quiet_hosts\narguments: [field]\ndefinition: search $field$!=ws-99\ndescription: Hosts to leave out.\n',
  'lookups/known_hosts.yml':
    'name: known_hosts\ndescription: Owners.\nfilename: known_hosts.csv\nlookup_type: csv\nid: 5f3b2b5c-9a0e-4c9f-8f0e-6d2a7a41c0e4\nversion: 1\n',
  'lookups/known_hosts.csv': 'host,owner\nws-01,alice\n',
};
const uri = (path: string): string => pathToFileURL(join(folder, path)).href;

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly {
    code: string;
    message: string;
    severity: number;
    range: { start: unknown; end: unknown };
  }[];
}

let server: ChildProcess;
let connection: MessageConnection;
const published: Published[] = [];
const waiting: (() => void)[] = [];

/** The next message about a file that says what is looked for. */
async function diagnostics(
  path: string,
  wanted: (list: Published['diagnostics']) => boolean,
): Promise<Published['diagnostics']> {
  for (;;) {
    const last = published.findLast((each) => each.uri === uri(path));
    if (last && wanted(last.diagnostics)) return last.diagnostics;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
}

/** The place behind a text in a file, as the protocol counts. */
function at(text: string, needle: string, within = 1): { line: number; character: number } {
  const offset = text.indexOf(needle) + within;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: (before.at(-1) as string).length };
}

const open = (path: string, text: string): Promise<void> =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: uri(path), languageId: 'yaml', version: 1, text },
  });
const ask = <T>(method: string, path: string, position: unknown): Promise<T> =>
  connection.sendRequest(method, { textDocument: { uri: uri(path) }, position });
const hover = async (path: string, text: string, needle: string): Promise<string> =>
  (await ask<{ contents: { value: string } } | null>('textDocument/hover', path, at(text, needle)))?.contents.value ??
  '';

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  server = spawn(process.execPath, [join(root, 'bin', 'firedrill.js'), 'lsp', '--stdio'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!server.stdout || !server.stdin) throw new Error('The server has no streams.');
  connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.onNotification('textDocument/publishDiagnostics', (message: Published) => {
    published.push(message);
    for (const wake of waiting.splice(0)) wake();
  });
  connection.listen();
  const answer = await connection.sendRequest<{ capabilities: object }>('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  expect(answer.capabilities).toMatchObject({ hoverProvider: true, definitionProvider: true });
  await connection.sendNotification('initialized', {});
  for (const [path, text] of [
    ['detections/tunnel.yml', SPL],
    ['detections/names.yaml', KQL],
    ['detections/rule.yml', SIGMA],
  ] as const) {
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uri(path), languageId: 'yaml', version: 1, text },
    });
  }
}, 120_000);

afterAll(async () => {
  await connection.sendRequest('shutdown');
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
  connection.dispose();
});

const SLOW = 120_000;

describe('the language server', () => {
  it(
    'finds what validate finds, and what an edit changes',
    async () => {
      const [finding] = await diagnostics('detections/tunnel.yml', (list) =>
        list.some(({ severity }) => severity === 1),
      );
      const start = at(SPL, 'cuont', 0);
      expect(finding).toMatchObject({
        code: expect.stringMatching(/^FD2/) as string,
        message: expect.stringContaining('cuont') as string,
        range: { start, end: { line: start.line, character: start.character + 5 } },
      });
      const actions = await connection.sendRequest<
        readonly { title: string; edit: { changes: Record<string, object[]> } }[]
      >('textDocument/codeAction', {
        textDocument: { uri: uri('detections/tunnel.yml') },
        range: { start, end: start },
        context: { diagnostics: [] },
      });
      const fix = actions.find(({ title }) => title === 'Change to "count"');
      expect(fix?.edit.changes[uri('detections/tunnel.yml')]).toEqual([
        { range: { start, end: { line: start.line, character: start.character + 5 } }, newText: 'count' },
      ]);
      expect(actions.map(({ title }) => title)).toContainEqual(
        expect.stringMatching(/^Suppress FD2\d\d in this file$/),
      );
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri('detections/tunnel.yml'), version: 2 },
        contentChanges: [
          { range: { start, end: { line: start.line, character: start.character + 5 } }, text: 'count' },
        ],
      });
      await diagnostics('detections/tunnel.yml', (list) => list.every(({ severity }) => severity !== 1));
    },
    SLOW,
  );

  it(
    'says what commands, functions, macros, lookups, tables and fields are',
    async () => {
      expect(await hover('detections/tunnel.yml', SPL, 'stats cuont')).toContain('**stats** (command)');
      expect(await hover('detections/tunnel.yml', SPL, 'lower(')).toContain('**lower** (eval function)');
      expect(await hover('detections/tunnel.yml', SPL, 'quiet_hosts')).toContain('search $field$!=ws-99');
      expect(await hover('detections/tunnel.yml', SPL, 'known_hosts host')).toContain('Fields: host, owner');
      expect(await hover('detections/tunnel.yml', SPL, 'target\n')).toContain(
        'made by `| eval target=lower(DestinationHostname)`',
      );
      expect(await hover('detections/tunnel.yml', SPL, 'target\n')).not.toContain('stats');
      expect(await hover('detections/tunnel.yml', SPL, 'DestinationHostname')).toContain('a field of the events');
      expect(await hover('detections/names.yaml', KQL, 'extend')).toContain('**extend**');
      expect(await hover('detections/names.yaml', KQL, 'tolower')).toContain('**tolower**');
      expect(await hover('detections/names.yaml', KQL, 'Zone')).toContain(
        'made by `| extend Zone = tolower(DstHostname)`',
      );
      expect(await hover('detections/names.yaml', KQL, 'imNetworkSession')).toContain('(workspace function)');
      expect(await hover('detections/rule.yml', SIGMA, 'endswith')).toContain('**endswith**');
      expect(await hover('detections/rule.yml', SIGMA, 'level')).toBe('');
    },
    SLOW,
  );

  it(
    'goes to macros, lookups and parsers',
    async () => {
      const to = async (path: string, text: string, needle: string) =>
        (await ask<{ uri: string } | null>('textDocument/definition', path, at(text, needle)))?.uri;
      expect(await to('detections/tunnel.yml', SPL, 'quiet_hosts')).toBe(uri('macros/quiet_hosts.yml'));
      expect(await to('detections/tunnel.yml', SPL, 'known_hosts host')).toBe(uri('lookups/known_hosts.yml'));
      expect(await to('detections/names.yaml', KQL, 'imNetworkSession')).toMatch(/parsers\/imNetworkSession\.yaml$/);
      expect(await to('detections/tunnel.yml', SPL, 'stats cuont')).toBeUndefined();
    },
    SLOW,
  );

  it(
    'proposes what may stand there',
    async () => {
      const labels = async (path: string, text: string, needle: string) =>
        (await ask<readonly { label: string }[]>('textDocument/completion', path, at(text, needle))).map(
          ({ label }) => label,
        );
      const commands = await labels('detections/tunnel.yml', SPL, 'stats cuont');
      expect(commands).toEqual(expect.arrayContaining(['stats', 'eval', 'tstats']));
      expect(commands).not.toContain('lower');
      expect(await labels('detections/tunnel.yml', SPL, 'quiet_hosts')).toContain('quiet_hosts');
      expect(await labels('detections/tunnel.yml', SPL, 'known_hosts host')).toContain('known_hosts');
      expect(await labels('detections/tunnel.yml', SPL, 'target\n')).toEqual(
        expect.arrayContaining(['target', 'dest', 'lower']),
      );
      expect(await labels('detections/names.yaml', KQL, 'extend')).toEqual(
        expect.arrayContaining(['where', 'summarize', 'mv-expand']),
      );
      expect(await labels('detections/names.yaml', KQL, 'imNetworkSession')).toEqual(
        expect.arrayContaining(['SecurityEvent', 'imNetworkSession']),
      );
      expect(await labels('detections/names.yaml', KQL, 'DstHostname endswith')).toEqual(
        expect.arrayContaining(['DstHostname', 'Zone']),
      );
      expect(await labels('detections/rule.yml', SIGMA, 'endswith')).toEqual(
        expect.arrayContaining(['contains', 'endswith', 're']),
      );
      expect(await labels('detections/rule.yml', SIGMA, 'level')).toEqual([]);
    },
    SLOW,
  );

  it(
    'reads knowledge anew when it changes',
    async () => {
      writeFileSync(join(folder, 'macros/quiet_hosts.yml'), FILES['macros/quiet_hosts.yml'].replace('ws-99', 'ws-77'));
      await connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uri('macros/quiet_hosts.yml'), type: 2 }],
      });
      expect(await hover('detections/tunnel.yml', SPL, 'quiet_hosts')).toContain('search $field$!=ws-77');
    },
    SLOW,
  );

  it(
    'serves opened files from outside the folder, with the knowledge above them',
    async () => {
      const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'firedrill-lsp-')));
      const path = relative(folder, join(elsewhere, 'detections', 'tunnel.yml'));
      mkdirSync(join(elsewhere, 'detections'));
      mkdirSync(join(elsewhere, 'macros'));
      writeFileSync(
        join(elsewhere, 'macros/quiet_hosts.yml'),
        FILES['macros/quiet_hosts.yml'].replace('ws-99', 'ws-55'),
      );
      const text = SPL.replace('EventCode=3\n', 'EventCode=3 user="🙂"\n').replace('user="🙂"', 'user="🙂" [search');
      writeFileSync(join(folder, path), text);
      await open(path, text);
      // Half-typed: a bracket is not closed; the mark counts UTF-16 units behind the emoji.
      const found = await diagnostics(path, (list) => list.some(({ code }) => code === 'FD201'));
      expect(found.find(({ code }) => code === 'FD201')?.range.start).toEqual(at(text, '[search', 0));
      expect(await hover(path, text, 'stats cuont')).toContain('**stats** (command)');
      const whole = text.replace(' [search', '');
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(path), version: 2 },
        contentChanges: [{ text: whole }],
      });
      const slip = await diagnostics(path, (list) => list.some(({ code }) => code === 'FD204'));
      expect(slip.find(({ code }) => code === 'FD204')?.range.start).toEqual(at(whole, 'cuont', 0));
      expect(await hover(path, whole, 'quiet_hosts')).toContain('search $field$!=ws-55');
      const notes = relative(folder, join(elsewhere, 'chart.yml'));
      await open(notes, 'a: {{ template }}\n');
      expect(await hover(notes, 'a: {{ template }}\n', 'template')).toBe('');
      await connection.sendNotification('textDocument/didClose', { textDocument: { uri: uri(path) } });
      await diagnostics(path, (list) => list.length === 0);
      expect(published.some((each) => each.uri === uri(notes))).toBe(false);
    },
    SLOW,
  );

  it(
    'answers nothing about a file that is no content',
    async () => {
      const text = 'a: [unclosed\n';
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri('notes.yml'), languageId: 'yaml', version: 1, text },
      });
      expect(await hover('notes.yml', text, 'unclosed')).toBe('');
    },
    SLOW,
  );
});
