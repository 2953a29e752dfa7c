import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusFile, SOURCE, SOURCETYPE } from './corpus.ts';
import { measure, median } from './measure.ts';
import { megabytes, printTable, seconds } from './table.ts';

export interface RepositoryOptions {
  readonly folder: string;
  readonly detections: number;
  readonly logs: number;
  readonly jobs: number;
}

/** All logs together. */
const BYTES = 1e9;
const PROGRAMS = ['powershell.exe', 'cmd.exe', 'rundll32.exe', 'wmiprvse.exe', 'update.exe', 'conhost.exe'];
const PORTS = ['7844', '443', '445', '3268', '8443', '5985', '123'];

/** Detections as repositories hold them: over the data models of network traffic, processes and files, and over events. */
const SEARCHES: readonly ((at: number) => string)[] = [
  (at) =>
    `| tstats count min(_time) as firstTime from datamodel=Network_Traffic.All_Traffic where All_Traffic.dest_port=${PORTS[at % PORTS.length]} All_Traffic.app="*${PROGRAMS[at % PROGRAMS.length]}" by All_Traffic.dest All_Traffic.dest_ip All_Traffic.app`,
  (at) =>
    `| tstats count from datamodel=Endpoint.Processes where Processes.process_name=${PROGRAMS[at % PROGRAMS.length]} Processes.process="*${10_000 + at}*" by Processes.dest Processes.user Processes.process`,
  (at) =>
    `| tstats count from datamodel=Endpoint.Filesystem where Filesystem.file_name="*${(at * 7919).toString(16).slice(0, 3)}.tmp" by Filesystem.dest Filesystem.file_path`,
  (at) =>
    `search EventCode=${[1, 3, 7, 10, 11, 13, 22][at % 7]} Image="*\\\\${PROGRAMS[at % PROGRAMS.length]}" | stats count by Computer, Image`,
];

/** Writes a repository of detections, each with a test over one of the logs, and runs all its tests. */
export async function runRepository(options: RepositoryOptions): Promise<void> {
  const root = writeRepository(options);
  const firedrill = fileURLToPath(new URL('../bin/firedrill.js', import.meta.url));
  const results = join(root, 'results.json');
  const run = await measure({
    program: process.execPath,
    arguments: [firedrill, 'test', '--format', 'json', '--output', results, '--jobs', String(options.jobs), '--quiet'],
    cwd: root,
  }).catch((error: unknown) => {
    throw new Error(`The run failed; "${results}" says why.`, { cause: error });
  });
  const report = JSON.parse(readFileSync(results, 'utf8')) as {
    readonly summary: Readonly<Record<string, number>>;
    readonly tests: readonly { readonly duration_ms: number }[];
  };
  const durations = report.tests.map(({ duration_ms }) => duration_ms);
  const sorted = [...durations].sort((left, right) => left - right);
  printTable(
    ['detections', 'logs', 'wall', 'processor', 'median of a test', '95 % under', 'peak memory', 'verdicts'],
    [
      [
        String(options.detections),
        `${options.logs} (${(BYTES / 1e9).toFixed(1)} GB)`,
        seconds(run.wall),
        seconds(run.cpu),
        `${median(durations).toFixed(1)} ms`,
        `${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)} ms`,
        megabytes(run.peakMb),
        `${report.summary['passed']} pass, ${report.summary['failed']} fail, ${report.summary['errors']} error`,
      ],
    ],
  );
}

function writeRepository({ folder, detections, logs }: RepositoryOptions): string {
  const root = join(folder, `repository-${detections}-${logs}`);
  const data = join(root, 'data');
  const content = join(root, 'detections');
  mkdirSync(data, { recursive: true });
  mkdirSync(content, { recursive: true });
  const files = Array.from({ length: logs }, (_, at) => corpusFile(data, Math.floor(BYTES / logs), at + 1));
  for (let at = 0; at < detections; at += 1) {
    const search = (SEARCHES[at % SEARCHES.length] as (typeof SEARCHES)[number])(at);
    writeFileSync(join(content, `detection_${at}.yml`), detectionText(at, search, files[at % logs] as string));
  }
  writeFileSync(join(root, 'firedrill.yml'), 'content: [detections]\ntest:\n  timeout_seconds: 120\n');
  return root;
}

/** `expect` takes any number of rows: what is measured is the run. */
const detectionText = (at: number, search: string, log: string): string => `name: Synthetic detection ${at}
id: 00000000-0000-4000-8000-${String(at).padStart(12, '0')}
version: 1
date: '2026-01-01'
author: Example
status: production
type: TTP
description: Made for measuring.
data_source: []
search: |-
  ${search}
how_to_implement: None.
known_false_positives: None.
references: []
tags:
  analytic_story: []
  asset_type: Endpoint
  mitre_attack_id: []
  product: [Splunk Enterprise]
  security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - data: ${log}
        source: ${SOURCE}
        sourcetype: ${SOURCETYPE}
    expect:
      results:
        min: 0
`;
