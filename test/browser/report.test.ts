import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlFile, htmlSite } from '../../src/report/html/index.ts';
import type { Gathered } from '../../src/testing/details/gather.ts';
import { runCli } from '../cli/run-cli.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { gatherMany, HOSTILE, hostileReport } from './samples.ts';

const path = chromiumPath();
if (path === undefined) {
  const message =
    'No Chromium was found: the HTML report is NOT tested in a browser. Install chromium or set CHROMIUM_PATH.';
  if (process.env['FIREDRILL_REQUIRE_BROWSER']) throw new Error(message);
  console.warn(`\n*** ${message} ***\n`);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(path === undefined)('the HTML report in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-browser-'));

  beforeAll(async () => {
    browser = await launchChromium(path ?? '');
  });
  afterAll(async () => {
    await browser?.close();
  });

  const write = (name: string, text: string): string => {
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return pathToFileURL(target).href;
  };
  const writeSite = (name: string, gathered: Gathered): string => {
    for (const file of htmlSite(gathered)) write(`${name}/${file.path}`, file.text);
    return pathToFileURL(join(folder, name)).href;
  };

  describe('with content and logs that attack', () => {
    let page: Page;
    let address: string;
    let gathered: Gathered;
    const complaints: string[] = [];
    const requests: string[] = [];

    beforeAll(async () => {
      gathered = hostileReport();
      address = write('hostile.html', htmlFile(gathered));
      page = await browser.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => requests.push(request.url()));
    });
    afterAll(async () => page.close());

    const routes = (): readonly string[] => [
      '#/',
      '#/detections',
      '#/attack',
      '#/findings',
      `#/detections/${encodeURIComponent(gathered.details[0]?.summary.key ?? '')}`,
      `#/attack/${encodeURIComponent('<script>T1</script>')}`,
      `#/detections?q=${encodeURIComponent(HOSTILE[2])}`,
      `#/attack/${encodeURIComponent(HOSTILE[2])}`,
    ];

    it('runs nothing, asks for nothing and keeps every text a text', async () => {
      for (const route of routes()) {
        await page.goto('about:blank');
        await page.goto(address + route);
        await page.waitForFunction(() => document.querySelector('main h1'));
        for (const details of await page.locator('details').all())
          await details.evaluate((node) => node.setAttribute('open', ''));
        const found = await page.evaluate(() => ({
          pwned: (window as unknown as { pwned?: number }).pwned,
          scripts: document.querySelectorAll('main script, main iframe, main img, main style, main object').length,
          handlers: [...document.querySelectorAll('*')].filter((node) =>
            node.getAttributeNames().some((name) => name.startsWith('on')),
          ).length,
          addresses: [...document.querySelectorAll('[href], [src]')].map(
            (node) => node.getAttribute('href') ?? node.getAttribute('src'),
          ),
        }));
        expect(found.pwned).toBeUndefined();
        expect(found.scripts).toBe(0);
        expect(found.handlers).toBe(0);
        expect(found.addresses.filter((target) => !/^(#|https:\/\/)/.test(target ?? ''))).toEqual([]);
      }
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !url.startsWith('file:') && url !== 'about:blank')).toEqual([]);
    });

    it('shows the texts as they stand, controls by their codes, and long ones cut', async () => {
      await page.goto('about:blank');
      await page.goto(address + routes()[4]);
      await page.waitForSelector('.events');
      const text = (await page.locator('main').textContent()) ?? '';
      for (const hostile of HOSTILE.slice(0, 10)) expect(text).toContain(hostile);
      expect(text).toContain('user\\u202egnp.exe\\u2066\\u200f');
      expect(text).toContain('\\u001b[2J\\u0007::error::no');
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200f\u001b\u0007]/);
      expect(text).toContain('more characters)');
      expect(text.length).toBeLessThan(300_000);
    });

    it('is safe as a site too', async () => {
      const site = writeSite('hostile-site', gathered);
      for (const file of ['index.html', `detections/${gathered.details[0]?.summary.key}.html`]) {
        await page.goto(`${site}/${encodeURI(file)}`);
        await page.waitForSelector('main h1');
        expect(await page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined();
        expect(await page.locator('main script, main iframe, main img').count()).toBe(0);
      }
      expect(complaints).toEqual([]);
    });
  });

  describe('of the shipped detections', () => {
    let address: string;
    let site: string;

    beforeAll(async () => {
      const results = join(folder, 'results.json');
      await runCli(['test', '--format', 'json', '--output', results]);
      const file = join(folder, 'shipped.html');
      expect((await runCli(['report', results, '--format', 'html', '--output', file])).exitCode).toBe(0);
      address = pathToFileURL(file).href;
      site = pathToFileURL(join(folder, 'site')).href;
      expect((await runCli(['report', results, '--site', join(folder, 'site')])).exitCode).toBe(0);
    });

    const SPL = '#/detections/windows_potential_cloudflared_network_connection';

    it.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
      const page = await browser.newPage({ colorScheme });
      const routes = ['#/', '#/detections', '#/attack', '#/attack?all', '#/attack/T1572', '#/findings', SPL];
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        // Colours are the same at every width: the dark ones are looked at on a wide page, and where rows turn to cards.
        const looked = colorScheme === 'dark' && width < 1000 ? ['#/detections', SPL] : routes;
        for (const route of looked) {
          await page.goto('about:blank');
          await page.goto(address + route);
          await page.waitForSelector('main h1');
          await page.evaluate(axe);
          const problems = await page.evaluate(async () => {
            type Run = () => Promise<{
              violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
            const { violations } = await (window as unknown as { axe: { run: Run } }).axe.run();
            return violations.map(
              ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary}`,
            );
          });
          expect({ route, width, problems }).toEqual({ route, width, problems: [] });
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect({ route, width, overflow: Math.max(0, overflow) }).toEqual({ route, width, overflow: 0 });
        }
      }
      await page.close();
    });

    it('shows of a detection its query with macros, what it does, the rows and the events behind them', async () => {
      const page = await browser.newPage();
      await page.goto(address + SPL);
      await page.waitForSelector('.timeline');
      const macro = page.locator('.code > details.macro').nth(1);
      expect(await macro.locator('> .macro-body').isVisible()).toBe(false);
      await macro.locator('> summary').click();
      expect(await macro.locator('> .macro-body').textContent()).toContain('rename "All_Traffic.*" as "*"');
      expect(await page.locator('.steps > li').count()).toBe(5);
      expect(await page.locator('.results tbody tr').count()).toBe(2);
      expect(await page.locator('.event').count()).toBe(3);
      expect(await page.locator('.timeline svg').first().getAttribute('aria-label')).toMatch(
        /^20 events between .* 3 of them matched$/,
      );
      expect(await page.locator('.side').textContent()).toContain('Network_Traffic.All_Traffic');
      expect(await page.title()).toMatch(/^Windows Potential Cloudflared Network Connection · /);
      await page.close();
    });

    it('is worked by keyboard, and its address says where one is', async () => {
      const page = await browser.newPage();
      await page.goto(address);
      await page.keyboard.press('/');
      await page.keyboard.type('argo');
      await page.waitForFunction(() => document.querySelectorAll('#rows .row').length === 1);
      expect(page.url()).toMatch(/#\/detections\?q=argo$/);
      expect(await page.locator('#found').textContent()).toBe('1 of 4 detections');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.page');
      expect(page.url()).toMatch(/#\/detections\/cloudflared_argo_tunnel_communication$/);
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.waitForSelector('.matrix');
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const before = await ground();
      await page.keyboard.press('t');
      expect(await ground()).not.toBe(before);
      await page.goBack();
      await page.waitForSelector('.page');
      await page.close();
    });

    it('is also a site whose pages read well without a script', async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site}/index.html`);
      await page.locator('.row-link').first().click();
      await page.waitForSelector('.page');
      expect(page.url()).toMatch(/\/detections\/[\w-]+\.html$/);
      expect(await page.locator('.test').count()).toBe(3);
      await page.locator('.crumb a').click();
      await page.waitForSelector('.hero');
      await context.close();
    });
  });

  describe('of 2,000 detections', () => {
    it('is built, painted and filtered fast enough to be used', { timeout: 300_000 }, async () => {
      const started = process.cpuUsage();
      const text = htmlFile(gatherMany(2000));
      const { user, system } = process.cpuUsage(started);
      const built = (user + system) / 1e6;
      const address = write('many.html', text);
      const page = await browser.newPage();
      const paints: number[] = [];
      for (let time = 0; time < 3; time += 1) {
        await page.goto('about:blank');
        await page.goto(address);
        // A page may be loaded before it is painted.
        paints.push(
          await page.evaluate(
            () =>
              new Promise<number>((resolve) => {
                const observer = new PerformanceObserver((list) => {
                  const [paint] = list.getEntriesByName('first-contentful-paint');
                  if (paint) resolve(paint.startTime);
                });
                observer.observe({ type: 'paint', buffered: true });
              }),
          ),
        );
      }
      await page.goto('about:blank');
      await page.goto(`${address}#/detections`);
      await page.waitForSelector('#rows .row');
      const keystrokes = await page.evaluate(async () => {
        const search = document.querySelector<HTMLInputElement>('#search');
        const times: number[] = [];
        for (const words of ['p', 'pr', 'pro', 'program 1', 'program 19', 'tunnel', 't', '']) {
          if (search) search.value = words;
          const from = performance.now();
          search?.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          times.push(performance.now() - from);
        }
        return times.sort((a, b) => a - b);
      });
      const figures = {
        builtSeconds: built,
        megabytes: Buffer.byteLength(text) / 1e6,
        firstPaintMs: Math.min(...paints),
        keystrokeMs: keystrokes[Math.floor(keystrokes.length / 2)],
      };
      console.log('report of 2,000 detections', figures);
      // Other tests run beside this one: twice the goal of 5 s.
      expect(figures.builtSeconds).toBeLessThan(10);
      expect(figures.megabytes).toBeLessThan(15);
      expect(figures.firstPaintMs).toBeLessThan(1000);
      expect(figures.keystrokeMs).toBeLessThan(100);
      await page.close();
    });
  });
});
