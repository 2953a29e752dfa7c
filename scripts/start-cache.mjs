// Runs commands of the built bundle as people do, in a folder of their own, and keeps the functions that V8 compiled for
// them (dist/bundle/*.cache). Part of the build.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadBundle, writeCodeCache } from '../dist/start/bundle.js';
import { LINT_RULES } from '../dist/validate/lint/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'firedrill-build-'));
cpSync(join(root, 'detections'), join(cwd, 'detections'), { recursive: true });
const data = join(root, 'test', 'attack_data');
writeFileSync(join(cwd, 'firedrill.yml'), `content: [detections]\ndata: { folders: [${JSON.stringify(data)}] }\n`);
const log = join(data, 'datasets', 'attack_techniques', 'T1572', 'snapattack', 'snapattack.log');
const sysmon = ['--source', 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational', '--sourcetype', 'XmlWinEventLog'];
const query = (lang, text) => ['query', '--lang', lang, '--text', text, '--data', log, ...sysmon];
const kql = query('kql', 'DeviceNetworkEvents | where RemotePort == 7844 | summarize count() by RemoteIP, DeviceName');
const commands = [
  query(
    'spl',
    `| tstats count min(_time) as firstTime values(All_Traffic.src_port) from datamodel=Network_Traffic.All_Traffic
     where All_Traffic.dest_port=7844 by All_Traffic.dest All_Traffic.user All_Traffic.action`,
  ),
  query('spl', 'search EventCode=3 | eval port=tonumber(DestinationPort) | stats count by Image, port | sort - count'),
  kql,
  kql,
  ['validate'],
  ['test'],
];
/** Content of every kind, with every mistake that a rule of lint knows. */
for (const { name, valid, invalid } of LINT_RULES) {
  for (const [index, sample] of [...valid, ...invalid].entries()) {
    const { content, file = 'rule.yml', beside = {} } = typeof sample === 'string' ? { content: sample } : sample;
    const folder = join(cwd, 'samples', name, String(index));
    for (const [path, text] of Object.entries({ ...beside, [file]: content })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}
const io = { cwd, stdoutIsTerminal: false, stderrIsTerminal: false, stdout: () => undefined, stderr: () => undefined };
const bundle = loadBundle();
for (const args of commands) {
  const code = await bundle.main(args, io);
  if (code !== 0) throw new Error(`firedrill ${args.join(' ')} ended with ${code}.`);
}
await bundle.main(['validate', 'samples'], io);
writeCodeCache();
rmSync(cwd, { recursive: true });
