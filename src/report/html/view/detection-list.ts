import type { DetectionSummary } from '../../../testing/details/details.ts';
import { markup, type Markup, when } from '../markup.ts';
import type { Links } from '../links.ts';
import { count, duration, EVIDENCE_WORDS, language, verdict } from './words.ts';

/** Rows that are shown before more are asked for. */
export const ROWS_AT_ONCE = 100;

export const detectionRows = (detections: readonly DetectionSummary[], links: Links): Markup =>
  markup`${detections.map((detection) => detectionRow(detection, links))}`;

function detectionRow(detection: DetectionSummary, links: Links): Markup {
  const { outcome, techniques, evidence } = detection;
  return markup`<li class="row is-${outcome}">
<span class="row-verdict">${verdict(outcome)}</span>
<span class="row-main"><a class="row-link" href="${links.detection(detection.key)}">${detection.name}</a>
<span class="row-sub">${language(detection.language)}<span class="path">${detection.file}</span></span>
${when(detection.message, () => markup`<span class="row-why">${detection.message?.split('\n')[0]}</span>`)}</span>
<span class="row-techniques">${techniques.map((id) => markup`<a class="technique" href="${links.technique(id)}">${id}</a>`)}</span>
<span class="row-evidence">${when(evidence, () => markup`<span class="evidence at-${evidence}">${EVIDENCE_WORDS[evidence ?? 'mapped'][0]}</span>`)}</span>
<span class="row-numbers"><span>${detection.tests === 0 ? 'No test' : markup`<b>${detection.passed}/${detection.tests}</b> tests`}</span><span class="faint">${detection.tests === 0 ? '' : `${count(detection.results, 'hit')} · ${duration(detection.durationMs)}`}</span></span>
</li>`;
}
