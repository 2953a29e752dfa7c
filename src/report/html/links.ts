/** Where the pages of a report are: places in one file, or files of a site. */
export interface Links {
  readonly overview: string;
  readonly detections: string;
  readonly matrix: string;
  readonly findings: string;
  detection(key: string): string;
  technique(id: string): string;
}

export const FILE_LINKS: Links = {
  overview: '#/',
  detections: '#/detections',
  matrix: '#/attack',
  findings: '#/findings',
  detection: (key) => `#/detections/${encodeURIComponent(key)}`,
  technique: (id) => `#/attack/${encodeURIComponent(id)}`,
};

/** Links of a page of the site; `up` leads from it to the site's root (`''` or `'../'`). */
export const siteLinks = (up: string): Links => ({
  overview: `${up}index.html`,
  detections: `${up}index.html#/detections`,
  matrix: `${up}index.html#/attack`,
  findings: `${up}index.html#/findings`,
  detection: (key) => `${up}detections/${encodeURIComponent(key)}.html`,
  technique: (id) => `${up}index.html#/attack/${encodeURIComponent(id)}`,
});
