import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { validateContent } from '../../src/validate/index.ts';
import { folderWith } from '../content/workspace.ts';
import { lowerForTest } from './lower.ts';

const shipped = (path: string): string => readFileSync(new URL(`../../detections/${path}`, import.meta.url), 'utf8');

const ESCU_FILE = 'windows_potential_cloudflared_network_connection.yml';
const ESCU = shipped(`splunk/endpoint/${ESCU_FILE}`);
const DEFENDER = shipped('sentinel/cloudflared_argo_tunnel_communication.yaml');
const SIGMA = shipped('sigma/net_connection_win_domain_cloudflared_communication.yml');

/** The errors of one bad file beside a good one, which has to stay without any. */
async function errorsOf(file: string, content: string): Promise<readonly string[]> {
  const root = folderWith({
    [file]: content,
    'good/good.yml': SIGMA.replace(/^id: .*$/m, 'id: 11111111-2222-4333-8444-555555555555'),
  });
  const loaded = loadContent(['.'], { root });
  expect(loaded.detections.map((detection) => detection.file)).toContain('good/good.yml');
  const diagnostics = await validateContent(loaded, { root, lower: lowerForTest });
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ file: at, range: { start }, code, message }) => `${at}:${start.line} ${code} ${message}`);
}

const lineOf = (content: string, text: string): number => content.slice(0, content.indexOf(text)).split('\n').length;

it.each([
  ['broken YAML', 'bad.yml', SIGMA.replace('title: ', 'title: "'), /^bad\.yml:\d+ FD101 The YAML cannot be parsed: /],
  [
    'an alias bomb',
    'bad.yml',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`).join('\n')}\n`,
    /^bad\.yml:1 FD102 Its aliases expand to \d+ values\.$/,
  ],
  [
    'an unknown key',
    ESCU_FILE,
    ESCU.replace('asset_type:', 'asset_kind: x\nasset_type:'),
    new RegExp(`^${ESCU_FILE}:${lineOf(ESCU, 'asset_type:')} FD110 There is no key "asset_kind"\\.$`),
  ],
  [
    'a wrong type',
    ESCU_FILE,
    ESCU.replace('version: 2', 'version: two'),
    new RegExp(
      `^${ESCU_FILE}:${lineOf(ESCU, 'version: 2')} FD112 "version" has to be a whole number, and is a text\\.$`,
    ),
  ],
  [
    'an unknown macro',
    ESCU_FILE,
    ESCU.replace('`security_content_ctime(firstTime)`', '`security_content_ctmie(firstTime)`'),
    new RegExp(`^${ESCU_FILE}:${lineOf(ESCU, '`security_content_ctime(first')} FD301 .*security_content_ctmie`),
  ],
  [
    'an unknown column',
    'bad.yaml',
    DEFENDER.replace('where RemoteUrl', 'where RemoteUrll'),
    new RegExp(`^bad\\.yaml:${lineOf(DEFENDER, 'where RemoteUrl')} FD203 .*RemoteUrll`),
  ],
  [
    'an unknown table',
    'bad.yaml',
    DEFENDER.replace('  DeviceNetworkEvents\n', '  DeviceNetworkEventz\n'),
    new RegExp(`^bad\\.yaml:${lineOf(DEFENDER, '  DeviceNetworkEvents\n')} FD304 .*DeviceNetworkEventz`),
  ],
  [
    'an unknown selection',
    'bad.yml',
    SIGMA.replace('condition: selection', 'condition: selektion'),
    new RegExp(`^bad\\.yml:${lineOf(SIGMA, 'condition: selection')} FD208 .*selektion`),
  ],
])('%s is one clear error, and the others go on', async (_, file, content, expected) => {
  const errors = await errorsOf(file, content);
  expect(errors).toEqual([expect.stringMatching(expected)]);
});

it('the shipped content has no error', async () => {
  for (const [file, content] of [
    [ESCU_FILE, ESCU],
    ['a.yaml', DEFENDER],
    ['a.yml', SIGMA],
  ] as const) {
    expect(await errorsOf(file, content)).toEqual([]);
  }
});
