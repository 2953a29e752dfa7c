import { deflateRawSync } from 'node:zlib';
import type { DetectionDetails } from '../../testing/details/details.ts';
import { escapeText, type Markup } from './markup.ts';
import { DETAILS_TOGETHER } from './packing.ts';

export interface DocumentParts {
  readonly title: string;
  readonly policy: string;
  /** `file`, `index`, `page`: what the script finds around it. */
  readonly mode: 'file' | 'index' | 'page';
  readonly head: string;
  readonly body: Markup;
  readonly tail: string;
}

export const documentText = ({ title, policy, mode, head, body, tail }: DocumentParts): string =>
  `<!doctype html>
<html lang="en" data-mode="${mode}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
${head}
</head>
<body>
${body.text}
${tail}
</body>
</html>
`;

/** JSON that no content can end: `<` is written by its code. */
export const dataBlock = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`;

/** Details in packed blocks; the browser unpacks a block when one of its pages is opened. */
export function detailBlocks(details: readonly DetectionDetails[]): string {
  const blocks: string[] = [];
  for (let from = 0; from < details.length; from += DETAILS_TOGETHER) {
    const packed = deflateRawSync(JSON.stringify(details.slice(from, from + DETAILS_TOGETHER)));
    blocks.push(
      `<script type="application/base64" id="details-${from / DETAILS_TOGETHER}">${packed.toString('base64')}</script>`,
    );
  }
  return blocks.join('\n');
}
