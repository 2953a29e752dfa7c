import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The script and the style sheet of the report, bundled when firedrill is built. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** `dist/` lies three folders up from here whether this runs from `src/` or from `dist/`. */
const asset = (name: string): string =>
  readFileSync(new URL(`../../../dist/report/html/${name}`, import.meta.url), 'utf8');

export const loadAssets = (): Assets => ({ script: asset('report.js').trim(), style: asset('report.css').trim() });

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const COMMON = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types firedrill',
];

/** Only this very script and style: nothing that content or logs bring along runs, loads or sends anything. */
export const inlinePolicy = ({ script, style }: Assets): string =>
  [...COMMON, `script-src ${hashOf(script)}`, `style-src ${hashOf(style)}`].join('; ');

export const sitePolicy = (): string => [...COMMON, "script-src 'self'", "style-src 'self'"].join('; ');
