import { byId } from './put.ts';
import { switchTheme } from './theme.ts';

const PAGES: Readonly<Record<string, string>> = { o: 'overview', d: 'detections', a: 'attack', f: 'findings' };

/** Single keys, while the reader types nowhere. */
export function listenToKeys(): void {
  let going = false;
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (key === 'Escape' && target instanceof HTMLInputElement) target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return;
    if (going) {
      going = false;
      const page = PAGES[key];
      if (page) document.querySelector<HTMLAnchorElement>(`nav a[data-page="${page}"]`)?.click();
      return;
    }
    switch (key) {
      case '/':
        event.preventDefault();
        byId<HTMLInputElement>('search')?.select();
        byId('search')?.focus();
        break;
      case 'g':
        going = true;
        break;
      case 'j':
        step(1);
        break;
      case 'k':
        step(-1);
        break;
      case 't':
        switchTheme();
        break;
      case '?':
        byId<HTMLDialogElement>('help')?.showModal();
        break;
    }
  });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;

/** Moves the focus along the rows of the page. */
function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.row-link')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by));
  links[next]?.focus();
}
