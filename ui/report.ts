import { FILE_LINKS, type Links, siteLinks } from '../src/report/html/links.ts';
import { markup } from '../src/report/html/markup.ts';
import { detectionPage } from '../src/report/html/view/detection.ts';
import { EVERYTHING, searchable } from '../src/report/html/view/detections.ts';
import { findings } from '../src/report/html/view/findings.ts';
import { matrix, technique } from '../src/report/html/view/matrix.ts';
import { overview } from '../src/report/html/view/overview.ts';
import type { ReportDetails } from '../src/testing/details/details.ts';
import { detailsAt, readReport } from './data.ts';
import { DetectionsPage } from './detections-page.ts';
import { listenToKeys } from './keyboard.ts';
import { byId, put } from './put.ts';
import { detectionsHash, readRoute } from './route.ts';
import { startTheme, switchTheme } from './theme.ts';

const { mode } = document.documentElement.dataset;

startTheme();
listenToKeys();
byId('theme')?.addEventListener('click', switchTheme);
byId('help-button')?.addEventListener('click', () => byId<HTMLDialogElement>('help')?.showModal());
byId('help-close')?.addEventListener('click', () => byId<HTMLDialogElement>('help')?.close());

const report = readReport();
if (report) start(report, mode === 'file' ? FILE_LINKS : siteLinks(''));
else {
  byId<HTMLInputElement>('search')?.addEventListener('keydown', (event) => {
    const { value } = event.target as HTMLInputElement;
    if (event.key === 'Enter') location.href = `../index.html${detectionsHash({ ...EVERYTHING, words: value })}`;
  });
}

function start(all: ReportDetails, links: Links): void {
  const main = byId('main');
  const search = byId<HTMLInputElement>('search');
  if (!main || !search) return;
  const texts = searchable(all.detections);
  const positions = new Map(all.detections.map(({ key }, at) => [key, at]));
  let list: DetectionsPage | undefined;
  let first = true;

  const show = async (): Promise<void> => {
    const route = readRoute(location.hash);
    list = undefined;
    let title = '';
    switch (route.page) {
      case 'overview':
        // The first page is in the file already.
        if (!first || location.hash !== '') put(main, overview(all, links));
        break;
      case 'detections':
        title = 'Detections';
        if (document.activeElement !== search) search.value = route.selection.words;
        list = new DetectionsPage(main, texts, links, route.selection);
        break;
      case 'findings':
        title = 'Findings';
        put(main, findings(all));
        break;
      case 'attack':
        title = route.technique ?? 'ATT&CK coverage';
        put(main, route.technique ? technique(route.technique, all, links) : matrix(all, links, route.all));
        byId<HTMLInputElement>('all-techniques')?.addEventListener('change', (event) => {
          location.hash = (event.target as HTMLInputElement).checked ? '#/attack?all' : '#/attack';
        });
        break;
      case 'detection': {
        const position = positions.get(route.key);
        const details = position === undefined ? undefined : await detailsAt(position);
        title = details?.summary.name ?? 'Not found';
        put(
          main,
          details
            ? detectionPage(details, links)
            : markup`<h1 tabindex="-1">Not in this report</h1><p><a href="${links.detections}">All detections</a></p>`,
        );
        break;
      }
    }
    document.title = title === '' ? all.title : `${title} · ${all.title}`;
    mark(route.page === 'detection' ? 'detections' : route.page);
    if (!first && document.activeElement !== search) {
      scrollTo(0, 0);
      main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
    first = false;
  };

  search.addEventListener('input', () => {
    if (list) list.search(search.value);
    else location.hash = detectionsHash({ ...EVERYTHING, words: search.value });
  });
  addEventListener('hashchange', () => void show());
  addEventListener('beforeprint', () => list?.showAll());
  void show();
}

function mark(page: string): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
    if (link.dataset['page'] === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}
