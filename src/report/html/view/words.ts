import type { Evidence, Language, Outcome } from '../../../testing/details/details.ts';
import { markup, type Markup } from '../markup.ts';

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  error: 'Error',
  unsupported: 'Unsupported',
  skipped: 'Skipped',
  untested: 'No test',
};

export const LANGUAGE_WORDS: Readonly<Record<Language, string>> = { spl: 'SPL', kql: 'KQL', sigma: 'Sigma' };

export const EVIDENCE_WORDS: Readonly<Record<Evidence, readonly [label: string, meaning: string]>> = {
  mapped: ['Mapped', 'A detection names the technique; nothing proves it.'],
  tested: ['Tested', 'A detection finds replayed attack data.'],
  benign: ['Tested with benign data', 'It finds attack data and stays quiet over benign data.'],
  live: ['Live', 'A live Splunk or Sentinel found the attack data too.'],
};

export const verdict = (outcome: Outcome): Markup =>
  markup`<span class="verdict is-${outcome}">${OUTCOME_WORDS[outcome]}</span>`;

export const language = (name: Language): Markup => markup`<span class="lang">${LANGUAGE_WORDS[name]}</span>`;

export const count = (number: number, word: string): string =>
  `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${(milliseconds / 60_000).toFixed(1)} min`;
}

/** `2026-05-06 13:41:53`, in UTC. */
export const instant = (milliseconds: number): string =>
  new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');
