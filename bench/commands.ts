import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCE, SOURCETYPE } from './corpus.ts';
import type { Command } from './measure.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DUCKDB = fileURLToPath(new URL('peers/duckdb.mjs', import.meta.url));

/** What is searched for: the detection of the tunnel port as ESCU writes it, and its twin for Defender's table. */
export const QUERIES = {
  selectiveSpl: `| tstats summariesonly=false count min(_time) as firstTime max(_time) as lastTime
    values(All_Traffic.src_port) as src_port from datamodel=Network_Traffic.All_Traffic
    where All_Traffic.dest_port=7844
    by All_Traffic.action All_Traffic.app All_Traffic.dest All_Traffic.dest_ip All_Traffic.dest_port All_Traffic.direction
       All_Traffic.dvc All_Traffic.protocol All_Traffic.protocol_version All_Traffic.src All_Traffic.src_ip
       All_Traffic.transport All_Traffic.user All_Traffic.vendor_product`,
  selectiveKql: `DeviceNetworkEvents
    | where RemotePort == 7844
    | summarize count(), firstTime = min(TimeGenerated), lastTime = max(TimeGenerated), make_set(LocalPort)
        by ActionType, DeviceName, RemoteIP, RemotePort, Protocol, InitiatingProcessFolderPath, InitiatingProcessAccountName`,
  aggregate: 'search * | stats count by Image, DestinationIp, DestinationPort',
  everyField: 'search * | stats count(*)',
} as const;

export function firedrill(lang: 'spl' | 'kql', query: string, file: string, root = ROOT): Command {
  return {
    program: process.execPath,
    arguments: [
      `${root}/bin/firedrill.js`,
      ...['query', '--lang', lang, '--text', query, '--data', file],
      ...['--source', SOURCE, '--sourcetype', SOURCETYPE, '--format', 'json', '--now', '2026-06-01T00:00:00Z'],
    ],
    cwd: root,
  };
}

export const ripgrep = (literal: string, file: string): Command => ({
  program: 'rg',
  arguments: ['--count', '--fixed-strings', literal, file],
});

export const duckdb = (task: 'selective' | 'aggregate', file: string): Command => ({
  program: process.execPath,
  arguments: [DUCKDB, file, task],
});

/** What has to be there before anything is measured. */
export function missingPeers(): readonly string[] {
  const missing: string[] = [];
  if (spawnSync('rg', ['--version']).status !== 0) missing.push('ripgrep (Debian: apt-get install ripgrep)');
  if (!existsSync(fileURLToPath(new URL('node_modules/@duckdb/node-api', import.meta.url)))) {
    missing.push('DuckDB (npm ci --prefix bench)');
  }
  if (!existsSync(`${ROOT}/dist/bundle/firedrill.js`)) missing.push('the build of firedrill (npm run build)');
  return missing;
}
