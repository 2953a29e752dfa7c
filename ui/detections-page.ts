import type { Links } from '../src/report/html/links.ts';
import { detectionRows, ROWS_AT_ONCE } from '../src/report/html/view/detection-list.ts';
import {
  detectionResults,
  detections,
  foundText,
  type Searchable,
  type Selection,
  select,
} from '../src/report/html/view/detections.ts';
import type { DetectionSummary } from '../src/testing/details/details.ts';
import { append, byId, put } from './put.ts';
import { detectionsHash } from './route.ts';

/** The list with its filters: the address follows what is chosen, and only as many rows are made as are looked at. */
export class DetectionsPage {
  readonly #all: readonly Searchable[];
  readonly #links: Links;
  #selection: Selection;
  #found: readonly DetectionSummary[] = [];
  #shown = 0;

  constructor(main: Element, all: readonly Searchable[], links: Links, selection: Selection) {
    this.#all = all;
    this.#links = links;
    this.#selection = selection;
    put(
      main,
      detections(
        all.map(({ detection }) => detection),
        selection,
      ),
    );
    const form = byId<HTMLFormElement>('filters');
    form?.addEventListener('submit', (event) => event.preventDefault());
    form?.addEventListener('change', () => {
      const chosen = new FormData(form);
      const value = (name: string): string => String(chosen.get(name) ?? '');
      this.#choose({
        ...this.#selection,
        outcome: value('outcome'),
        language: value('language'),
        evidence: value('evidence'),
        order: value('order'),
      });
    });
    byId('more')?.addEventListener('click', () => this.#more());
    const line = byId('more-line');
    if (line)
      new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#more()).observe(line);
    this.#fill();
  }

  search(words: string): void {
    this.#choose({ ...this.#selection, words });
  }

  #choose(selection: Selection): void {
    this.#selection = selection;
    history.replaceState(null, '', detectionsHash(selection));
    this.#fill();
  }

  #fill(): void {
    const rows = byId('rows');
    if (!rows) return;
    this.#found = select(this.#all, this.#selection);
    this.#shown = Math.min(ROWS_AT_ONCE, this.#found.length);
    put(rows, detectionResults(this.#found, this.#links));
    const found = byId('found');
    if (found) found.textContent = foundText(this.#found.length, this.#all.length);
    this.#sayMore();
  }

  /** Appends the next rows; before printing, all of them. */
  #more(upTo = this.#shown + ROWS_AT_ONCE): void {
    const rows = byId('rows');
    if (!rows || this.#shown >= this.#found.length) return;
    append(rows, detectionRows(this.#found.slice(this.#shown, upTo), this.#links));
    this.#shown = Math.min(upTo, this.#found.length);
    this.#sayMore();
  }

  showAll(): void {
    this.#more(Number.POSITIVE_INFINITY);
  }

  #sayMore(): void {
    const line = byId('more-line');
    if (line) line.hidden = this.#shown >= this.#found.length;
  }
}
