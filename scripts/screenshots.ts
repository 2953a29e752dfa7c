import { mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { main } from '../src/cli/main.ts';
import { chromiumPath, launchChromium } from '../test/browser/chromium.ts';
import { wordsOf } from './command.ts';

/** Takes the pictures of `docs/images` from the report of the shipped detections: `npm run screenshots`. */
const LARGEST = 300_000;

const PICTURES = [
  { name: 'report-overview', route: '#/', colorScheme: 'light', height: 900 },
  {
    name: 'report-detection',
    route: '#/detections/windows_potential_cloudflared_network_connection',
    colorScheme: 'dark',
    height: 1100,
  },
  {
    name: 'report-test',
    route: '#/detections/windows_potential_cloudflared_network_connection',
    colorScheme: 'light',
    height: 900,
    at: '.test',
  },
] as const;

wordsOf('npm run screenshots\n');
const root = fileURLToPath(new URL('..', import.meta.url));
const path = chromiumPath();
if (path === undefined) {
  process.stderr.write('No Chromium was found: install chromium or set CHROMIUM_PATH.\n');
  process.exit(2);
}
const report = join(mkdtempSync(join(tmpdir(), 'firedrill-screenshots-')), 'report.html');
const io = {
  cwd: root,
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  stdout: () => undefined,
  stderr: () => undefined,
};
await main(['test', '--format', 'html', '--output', report], io);

const folder = join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });
const browser = await launchChromium(path);
for (const { name, route, colorScheme, height, ...picture } of PICTURES) {
  const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme });
  await page.goto(pathToFileURL(report).href + route);
  await page.waitForSelector('main h1');
  if ('at' in picture)
    await page.evaluate(`document.querySelector('${picture.at}').scrollIntoView(); scrollBy(0, -76)`);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}.`);
  console.error(`${name}.png ${size} bytes`);
  await page.close();
}
await browser.close();
