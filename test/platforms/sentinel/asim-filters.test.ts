import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventSource, ReadOptions } from '../../../src/data/record.ts';
import { openEventSource } from '../../../src/data/event-source.ts';
import { loadRuntime, runQuery } from '../../../src/testing/engine.ts';
import { Workspace } from '../../../src/testing/workspace.ts';

let folder: string;
/** One for all runs: the binder keeps what it has learnt. */
let workspace: Workspace | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-asim-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Sysmon event as one line of XML. */
const sysmon = (id: number, record: number, data: Readonly<Record<string, string>>): string => {
  const fields = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`);
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>${id}</EventID><TimeCreated SystemTime='2026-05-06T13:41:0${record}Z'/><EventRecordID>${record}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-01.example.com</Computer></System><EventData>${fields.join('')}</EventData></Event>\n`;
};

const process = (record: number, commandLine: string): string =>
  sysmon(1, record, {
    UtcTime: '2026-05-06 13:41:00.000',
    ProcessGuid: `{00000000-0000-0000-0000-00000000000${record}}`,
    ProcessId: String(100 + record),
    Image: 'C:\\Windows\\System32\\cmd.exe',
    CommandLine: commandLine,
    User: 'EXAMPLE\\alice',
    ParentImage: 'C:\\Windows\\explorer.exe',
  });

const lookup = (record: number, name: string): string =>
  sysmon(22, record, {
    UtcTime: '2026-05-06 13:41:00.000',
    ProcessGuid: `{00000000-0000-0000-0000-00000000000${record}}`,
    ProcessId: '7',
    QueryName: name,
    QueryStatus: '0',
    QueryResults: '192.0.2.7;',
    Image: 'C:\\Tools\\resolve.exe',
    User: 'EXAMPLE\\alice',
  });

/** The rows of a query, the needles that its readers were given, and how many records were parsed. */
async function run(log: string, query: string, pushdown = true) {
  const path = join(folder, 'log.xml');
  writeFileSync(path, log);
  workspace ??= Workspace.open({ cwd: folder, cache: false });
  const lowering = await workspace.lowerText('kql', query);
  if (!lowering.query) throw new Error(lowering.problems[0]?.message);
  const source = openEventSource([{ name: 'log.xml', path }]);
  const needles: ReadOptions['needles'][] = [];
  const parsed = new Set<number>();
  const watched: EventSource = {
    files: source.files,
    *read(file, options) {
      if (options.batchSize > 1) needles.push(options.needles);
      for (const batch of source.read(file, options)) {
        const document = (index: number) => {
          if (options.batchSize > 1) parsed.add(batch.record(index));
          return batch.document(index);
        };
        yield {
          ...batch,
          length: batch.length,
          record: (index) => batch.record(index),
          raw: (index) => batch.raw(index),
          timeText: (index) => batch.timeText?.(index),
          document,
        };
      }
    },
  };
  const job = await workspace.job(lowering.query, { logs: [{ name: 'log.xml', path }] });
  const { rows } = runQuery({ ...job, optimise: pushdown }, await loadRuntime('kql'), undefined, { events: watched });
  const texts = needles.flatMap((groups) => groups ?? []).map((group) => group.join('|').toLowerCase());
  return { rows, needles: texts, parsed: parsed.size };
}

describe('starttime and endtime of ASIM parsers', () => {
  const log = [1, 2, 3, 4, 5, 6].map((record) => process(record, `cmd /c step${record}`)).join('');
  const at = (second: number) => `datetime(2026-05-06T13:41:0${second}Z)`;

  it.each([
    [`_Im_ProcessCreate(starttime = ${at(3)}, endtime = ${at(4)})`, 2],
    [`_Im_ProcessEvent(starttime = ${at(5)})`, 2],
    [`vimProcessCreateMicrosoftSysmonWindowsEvent(endtime = ${at(2)})`, 2],
    [`vimProcessCreateMicrosoftSysmonEvent(starttime = ${at(3)}, endtime = ${at(3)})`, 1],
    [`vimProcessEventMicrosoft365Defender(starttime = ${at(6)})`, 1],
    ['_Im_ProcessCreate(starttime = ago(3s), endtime = now())', 3],
    [`WindowsEvent | where TimeGenerated between (${at(2)} .. ${at(4)}) | extend TargetProcessCommandLine = ""`, 3],
    [`WindowsEvent | where ${at(4)} < TimeGenerated | extend TargetProcessCommandLine = ""`, 3],
    [`WindowsEvent | where TimeGenerated > ${at(4)} or EventID == 1 | extend TargetProcessCommandLine = ""`, 6],
    ['_Im_ProcessCreate()', 6],
  ])('%s parses %i records', async (call, records) => {
    const query = `${call} | project TimeGenerated, TargetProcessCommandLine | sort by TimeGenerated asc`;
    const bounded = await run(log, query);
    const whole = await run(log, query, false);
    expect([bounded.parsed, whole.parsed]).toEqual([records, 6]);
    expect(bounded.rows).toEqual(whole.rows);
  });
});

describe('filtering parameters of ASIM parsers', () => {
  it('reach the reader of the raw log: process events', async () => {
    const log = process(1, 'cmd /c whoami') + process(2, 'cmd /c dir') + process(3, 'whoami /all');
    const { rows, needles } = await run(
      log,
      "_Im_ProcessCreate(commandline_has_any = dynamic(['whoami'])) | project TargetProcessCommandLine | sort by TargetProcessCommandLine asc",
    );
    expect(rows).toEqual([['cmd /c whoami'], ['whoami /all']]);
    expect(needles).toContain('whoami');
  });

  it('reach the reader of the raw log: DNS', async () => {
    const log = lookup(1, 'evil.example') + lookup(2, 'good.example');
    const { rows, needles } = await run(
      log,
      "_Im_Dns(domain_has_any = dynamic(['evil.example'])) | project DnsQuery, SrcHostname",
    );
    expect(rows).toEqual([['evil.example', 'ws-01']]);
    expect(needles).toContain('evil.example');
  });

  it('give the same rows without pushdown', async () => {
    const log = process(1, 'cmd /c whoami') + process(2, 'cmd /c dir') + process(3, 'whoami /all');
    for (const call of [
      "_Im_ProcessCreate(commandline_has_any = dynamic(['whoami']))",
      "_Im_ProcessCreate(commandline_has_all = dynamic(['cmd', 'whoami']))",
      '_Im_ProcessCreate(starttime = datetime(2026-05-06T13:41:02Z), endtime = datetime(2026-05-06T13:41:02Z))',
      'vimProcessCreateMicrosoftSysmonWindowsEvent(disabled = true)',
    ]) {
      const query = `${call} | project TargetProcessCommandLine`;
      expect((await run(log, query)).rows).toEqual((await run(log, query, false)).rows);
    }
  });

  it('change nothing but the rows that they leave out', async () => {
    const log = process(1, 'cmd /c whoami') + process(2, 'cmd /c dir');
    const all = await run(log, '_Im_ProcessCreate() | where TargetProcessCommandLine has "whoami" | project-away Type');
    const some = await run(log, "_Im_ProcessCreate(commandline_has_any = dynamic(['whoami'])) | project-away Type");
    expect(some.rows).toEqual(all.rows);
  });

  it('prune a parser that is disabled: nothing is read', async () => {
    const { rows, needles } = await run(
      process(1, 'x'),
      'vimProcessCreateMicrosoftSysmonWindowsEvent(disabled = true)',
    );
    expect(rows).toEqual([]);
    expect(needles).toEqual([]);
  });
});
