/**
 * The HTML report. In: what `testing/details` gathered. Out: one file that needs nothing else, or the files of a site.
 *
 * ```ts
 * const page = htmlFile(gatherDetails(options));
 * ```
 */
import type { Gathered } from '../../testing/details/gather.ts';
import { inlinePolicy, loadAssets, sitePolicy } from './assets.ts';
import { dataBlock, detailBlocks, documentText } from './document.ts';
import { FILE_LINKS, siteLinks } from './links.ts';
import { detectionPage } from './view/detection.ts';
import { overview } from './view/overview.ts';
import { shell } from './view/shell.ts';

/** The report as one file: no network, no inline handlers, and a policy that lets only its own script and style in. */
export function htmlFile({ report, details }: Gathered): string {
  const assets = loadAssets();
  return documentText({
    title: report.title,
    policy: inlinePolicy(assets),
    mode: 'file',
    head: `<style>${assets.style}</style>`,
    body: shell(overview(report, FILE_LINKS), FILE_LINKS, report.version),
    tail: [dataBlock('report', report), `<script>${assets.script}</script>`, detailBlocks(details)].join('\n'),
  });
}

export interface SiteFile {
  /** Relative to the site's root, `/` between folders. */
  readonly path: string;
  readonly text: string;
}

/** The report as a site: an index, and a page for every detection that reads well without any script. */
export function* htmlSite({ report, details }: Gathered): Iterable<SiteFile> {
  const { script, style } = loadAssets();
  yield { path: 'assets/report.js', text: script };
  yield { path: 'assets/report.css', text: style };
  const links = siteLinks('');
  yield {
    path: 'index.html',
    text: documentText({
      title: report.title,
      policy: sitePolicy(),
      mode: 'index',
      head: '<link rel="stylesheet" href="assets/report.css">',
      body: shell(overview(report, links), links, report.version),
      tail: [dataBlock('report', report), '<script src="assets/report.js"></script>'].join('\n'),
    }),
  };
  const above = siteLinks('../');
  for (const detection of details) {
    yield {
      path: `detections/${detection.summary.key}.html`,
      text: documentText({
        title: `${detection.summary.name} · ${report.title}`,
        policy: sitePolicy(),
        mode: 'page',
        head: '<link rel="stylesheet" href="../assets/report.css">',
        body: shell(detectionPage(detection, above), above, report.version),
        tail: '<script src="../assets/report.js"></script>',
      }),
    };
  }
}
