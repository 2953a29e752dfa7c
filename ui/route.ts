import { EVERYTHING, type Selection } from '../src/report/html/view/detections.ts';

/** Where in the report the reader is, as the address says it. */
export type Route =
  | { readonly page: 'overview' | 'findings' }
  | { readonly page: 'detections'; readonly selection: Selection }
  | { readonly page: 'detection'; readonly key: string }
  | { readonly page: 'attack'; readonly technique?: string; readonly all: boolean };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page = '', rest] = path.split('/');
  const asked = new URLSearchParams(query);
  switch (page) {
    case 'detections':
      if (rest) return { page: 'detection', key: decode(rest) };
      return {
        page: 'detections',
        selection: {
          words: asked.get('q') ?? '',
          outcome: asked.get('outcome') ?? '',
          language: asked.get('language') ?? '',
          evidence: asked.get('evidence') ?? '',
          order: asked.get('order') ?? '',
        },
      };
    case 'attack':
      return { page, all: asked.has('all'), ...(rest && { technique: decode(rest) }) };
    case 'findings':
      return { page };
    default:
      return { page: 'overview' };
  }
}

export function detectionsHash(selection: Selection): string {
  const asked = new URLSearchParams();
  if (selection.words) asked.set('q', selection.words);
  for (const key of ['outcome', 'language', 'evidence', 'order'] as const) {
    if (selection[key] !== EVERYTHING[key]) asked.set(key, selection[key]);
  }
  const query = asked.toString();
  return `#/detections${query === '' ? '' : `?${query}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
