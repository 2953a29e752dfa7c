import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { normalSetting } from '../../src/deploy/splunk/normal-form.ts';
import { SPLUNK_TYPES } from '../../src/deploy/splunk/object-types.ts';
import { appFiles, stanza } from '../../src/deploy/splunk/package/app-files.ts';
import { confText } from '../../src/deploy/splunk/package/conf-text.ts';
import { appProblems } from '../../src/deploy/splunk/package/inspect.ts';
import { packTarball } from '../../src/deploy/splunk/package/tar.ts';
import { parseConf } from '../../src/platforms/splunk/conf/conf-file.ts';
import { folderWith, runCli } from '../cli/run-cli.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The files of a tar, with their modes. */
function unpack(bytes: Uint8Array): ReadonlyMap<string, { readonly text: string; readonly head: string }> {
  const tar = gunzipSync(bytes);
  const files = new Map<string, { text: string; head: string }>();
  for (let at = 0; tar[at] !== 0;) {
    const field = (from: number, to: number): string => tar.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 136), 8);
    const path = [field(345, 500), field(0, 100)].filter((part) => part !== '').join('/');
    files.set(path, {
      text: tar.toString('utf8', at + 512, at + 512 + size),
      head: tar.toString('latin1', at + 100, at + 148),
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const FILES = Object.fromEntries(Object.entries(CONTENT).map(([name, text]) => [`knowledge/splunk/${name}`, text]));

it('packs the same bytes whatever the zone, the locale, the umask and the day', { timeout: 60_000 }, async () => {
  const sums: string[] = [];
  for (const [zone, locale, mode] of [
    ['UTC', 'C', 0o600],
    ['Pacific/Kiritimati', 'tr_TR.UTF-8', 0o777],
  ] as const) {
    vi.stubEnv('TZ', zone);
    vi.stubEnv('LC_ALL', locale);
    const cwd = folderWith({
      ...FILES,
      'firedrill.yml': 'content: [knowledge/splunk/detections]\ndeploy: { splunk: { app: content } }\n',
    });
    // What a umask leaves of the modes of a checkout; a thread cannot set its own.
    for (const name of Object.keys(FILES)) chmodSync(join(cwd, name), mode);
    const { exitCode, stderr } = await runCli(['package', '--package-file', 'app.tgz', '--app-version', '1.2.3'], cwd);
    expect([exitCode, stderr]).toEqual([0, '']);
    sums.push(
      createHash('sha256')
        .update(readFileSync(join(cwd, 'app.tgz')))
        .digest('hex'),
    );
  }
  expect(sums).toEqual([PINNED, PINNED]);
});

it.skipIf(process.platform === 'win32')(
  'packs the same bytes in processes of any umask',
  { timeout: 60_000 },
  async () => {
    const cwd = folderWith({
      ...FILES,
      'firedrill.yml': 'content: [knowledge/splunk/detections]\ndeploy: { splunk: { app: content } }\n',
    });
    const run = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const script = `import(${JSON.stringify(run)}).then(({ main }) => main(['package', '--package-file', process.argv[1], '--app-version', '1.2.3']))`;
    const out = mkdtempSync(join(tmpdir(), 'package-'));
    const sums = await Promise.all(
      ['000', '027', '077'].map(async (umask) => {
        const file = join(out, `${umask}.tgz`);
        const command = `umask ${umask}; exec "$0" --import "$1" -e "$2" "$3"`;
        const loader = import.meta.resolve('tsx');
        await promisify(execFile)('sh', ['-c', command, process.execPath, loader, script, file], { cwd });
        return createHash('sha256').update(readFileSync(file)).digest('hex');
      }),
    );
    expect(sums).toEqual([PINNED, PINNED, PINNED]);
  },
);

/** On every system the same. */
const PINNED = 'be7494ea116815b3c85e5f2a11b29d8e6d51fce3f533a5944e15f61826923215';

it('holds every object, as .conf files say it', { timeout: 60_000 }, async () => {
  const cwd = folderWith({
    ...FILES,
    'firedrill.yml': 'content: [knowledge/splunk/detections]\ndeploy: { splunk: { app: content, enabled: true } }\n',
  });
  await runCli(['package', '--package-file', 'app.tgz'], cwd);
  const files = unpack(readFileSync(join(cwd, 'app.tgz')));
  expect([...files.keys()]).toEqual([
    'content/',
    'content/app.manifest',
    'content/default/',
    'content/default/app.conf',
    'content/default/macros.conf',
    'content/default/savedsearches.conf',
    'content/default/transforms.conf',
    'content/lookups/',
    'content/lookups/invented_hosts.csv',
    'content/metadata/',
    'content/metadata/default.meta',
  ]);
  for (const [path, { head }] of files) expect(head.slice(0, 8)).toBe(path.endsWith('/') ? '0000755\0' : '0000644\0');
  const conf: Readonly<Record<string, string>> = {
    lookup: 'transforms',
    macro: 'macros',
    'saved-search': 'savedsearches',
  };
  const { desired } = splunkContent();
  for (const object of desired) {
    const read = parseConf(files.get(`content/default/${conf[object.type]}.conf`)?.text ?? '').get(object.key);
    const kinds = SPLUNK_TYPES.find(({ name }) => name === object.type)?.settings ?? {};
    for (const [name, value] of stanza(object)) {
      const kind = kinds[name] ?? 'text';
      expect([object.key, name, normalSetting(kind, read?.get(name))]).toEqual([
        object.key,
        name,
        normalSetting(kind, value),
      ]);
    }
  }
  expect(desired.length).toBe(6);
});

it('carries lines on, and refuses what would be read as one line', () => {
  const search = 'index=main\n\n| eval a="b \\\\ c"\n  # no comment\n| stats count  \n| head 1';
  const text = confText(new Map([['A [b', new Map([['search', search]])]]));
  expect(parseConf(text).get('A [b')?.get('search')).toBe(search);
  expect(() => confText(new Map([['a', new Map([['search', 'path=C:\\\nindex=b']])]]))).toThrow('ends in a backslash');
});

it('finds what Splunk Cloud would refuse', () => {
  const { settings } = splunkContent();
  const good = appFiles([], { settings: settings.splunk, version: '1.0.0', knowledge: [] });
  expect(appProblems(good)).toEqual([]);
  const bad = (path: string): readonly string[] => appProblems([...good, { path, content: '' }]);
  expect(bad('content/local/app.conf')).toEqual(['"content/local/app.conf" is for the administrator alone.']);
  expect(bad('content/metadata/local.meta')).toHaveLength(1);
  expect(bad('content/.git/config')).toEqual(['"content/.git/config" is hidden.']);
  expect(bad('content/bin/x.pyc')).toHaveLength(1);
  expect(bad('other/x')).toEqual(['A package holds one folder; this holds 2.']);
  expect(bad('content/../x')).not.toEqual([]);
  const short = appFiles([], { settings: { ...settings.splunk, label: 'x'.repeat(90) }, version: '1', knowledge: [] });
  expect(appProblems(short)).toEqual(['The version is not "major.minor.patch".', 'The label has 5 to 80 characters.']);
});

it('packs paths that are longer than a name may be', () => {
  const path = `${'a'.repeat(60)}/${'b'.repeat(60)}/c.txt`;
  expect([...unpack(packTarball([{ path, content: 'x' }])).keys()].at(-1)).toBe(path);
});
