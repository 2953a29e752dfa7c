import { markup, type Markup } from '../markup.ts';
import type { Links } from '../links.ts';

/** What is around every page. */
export const shell = (
  main: Markup,
  links: Links,
  version: string,
): Markup => markup`<a class="skip" href="#main">Skip to content</a>
<header class="top"><a class="brand" href="${links.overview}"><svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path class="flame" d="M12 2c1 4 6 6.500 6 12a6 6 0 0 1-12 0c0-2.500 1.200-4.300 2.500-5.500C8.800 11 10 12 10.800 12 12.500 10 11 6 12 2z"/></svg>firedrill</a>
<nav aria-label="Report"><a href="${links.overview}" data-page="overview">Overview</a><a href="${links.detections}" data-page="detections">Detections</a><a href="${links.matrix}" data-page="attack">ATT&amp;CK</a><a href="${links.findings}" data-page="findings">Findings</a></nav>
<div class="tools"><input type="search" id="search" placeholder="Search detections" aria-label="Search detections" aria-keyshortcuts="/" autocomplete="off" spellcheck="false"><button type="button" id="theme" aria-label="Switch between light and dark" title="Light or dark (t)"><svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path class="ink" d="M12 3a9 9 0 1 0 0 18V3z"/><circle class="ring" cx="12" cy="12" r="9"/></svg></button></div></header>
<main id="main">${main}</main>
<footer class="foot"><span>firedrill ${version}</span><button type="button" id="help-button">Keyboard shortcuts</button></footer>
<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keyboard</h2><dl class="keys"><div><dt><kbd>/</kbd></dt><dd>Search</dd></div><div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>Next and previous detection</dd></div><div><dt><kbd>Enter</kbd></dt><dd>Open it</dd></div><div><dt><kbd>g</kbd> <kbd>o</kbd></dt><dd>Overview</dd></div><div><dt><kbd>g</kbd> <kbd>d</kbd></dt><dd>Detections</dd></div><div><dt><kbd>g</kbd> <kbd>a</kbd></dt><dd>ATT&amp;CK</dd></div><div><dt><kbd>g</kbd> <kbd>f</kbd></dt><dd>Findings</dd></div><div><dt><kbd>t</kbd></dt><dd>Light or dark</dd></div></dl><button type="button" id="help-close">Close</button></dialog>`;
