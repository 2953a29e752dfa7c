const KEY = 'firedrill-theme';

/** Follows the system until the reader chooses; the choice is kept where the browser allows it. */
export function startTheme(): void {
  const kept = read();
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset['theme'] = kept;
}

export function switchTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const next = dark === 'dark' ? 'light' : 'dark';
  root.dataset['theme'] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A page without storage forgets the choice.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
