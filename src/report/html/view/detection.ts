import type { DetectionDetails, Fact } from '../../../testing/details/details.ts';
import { markup, type Markup, outsideLink, when } from '../markup.ts';
import type { Links } from '../links.ts';
import { queryText, steps, wordList } from './query.ts';
import { testSection } from './test.ts';
import { count, EVIDENCE_WORDS, language, verdict } from './words.ts';

/** A detection's own page. */
export function detectionPage(details: DetectionDetails, links: Links): Markup {
  const { summary, query, tests, findings } = details;
  const { evidence } = summary;
  return markup`<p class="crumb"><a href="${links.detections}">Detections</a></p>
<header class="title"><h1 tabindex="-1">${summary.name}</h1>
<p class="tags">${verdict(summary.outcome)}${language(summary.language)}${when(summary.severity, () => markup`<span class="chip">${summary.severity}</span>`)}${when(summary.status, () => markup`<span class="chip">${summary.status}</span>`)}${summary.techniques.map((id) => markup`<a class="technique" href="${links.technique(id)}">${id}</a>`)}${when(evidence, () => markup`<span class="evidence at-${evidence}">${EVIDENCE_WORDS[evidence ?? 'mapped'][0]}</span>`)}</p></header>
<div class="page"><div class="main">
${paragraphs(details.description, 'lead')}
${when(query, () =>
  query
    ? markup`<section class="card"><h2>Query</h2>${queryText(query)}</section>
<section class="card"><h2>What it does</h2>${steps(query)}</section>`
    : markup``,
)}
<section><h2>${tests.length === 0 ? 'No test' : count(tests.length, 'test')}</h2>${tests.map(testSection)}${when(tests.length === 0, () => markup`<p class="empty">Nothing shows that this detection fires. Add a <code>tests:</code> block that names attack data.</p>`)}</section>
${when(findings.length > 0, () => markup`<section class="card"><h2>Findings</h2>${findingList(findings)}</section>`)}
${when(query && query.words.length > 0, () => (query ? markup`<section class="card"><h2>Keywords and operators</h2>${wordList(query)}</section>` : markup``))}
</div><aside class="side">
${when(details.dataSources.length > 0, () => markup`<section><h2>Required data</h2>${factList(details.dataSources)}</section>`)}
${when(details.falsePositives.length > 0, () => markup`<section><h2>False positives</h2>${details.falsePositives.map((text) => paragraphs(text))}</section>`)}
${when(details.howTo, () => markup`<section><h2>How to implement</h2>${paragraphs(details.howTo)}</section>`)}
${when(details.techniques.length > 0, () => markup`<section><h2>ATT&amp;CK</h2><ul class="list">${details.techniques.map(({ id, name, tactics }) => markup`<li><a href="${links.technique(id)}">${id} ${name ?? ''}</a><small>${tactics.join(', ')}</small></li>`)}</ul></section>`)}
${when(details.twins.length > 0, () => markup`<section><h2>Related</h2><ul class="list">${details.twins.map((twin) => markup`<li>${twin.key === undefined ? markup`<span>${twin.name}</span>` : markup`<a href="${links.detection(twin.key)}">${twin.name}</a>`}<small>${twin.language ? language(twin.language) : ''} ${twin.relation}</small></li>`)}</ul></section>`)}
${when(details.facts.length > 0, () => markup`<section><h2>Details</h2>${factList([...details.facts, { label: 'Id', value: summary.id }, { label: 'File', value: summary.file }])}</section>`)}
${when(details.references.length > 0, () => markup`<section><h2>References</h2><ul class="list refs">${details.references.map((address) => markup`<li>${outsideLink(address)}</li>`)}</ul></section>`)}
</aside></div>`;
}

const paragraphs = (text: string, kind = 'prose'): Markup =>
  markup`${text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => markup`<p class="${kind}">${part.trim().replace(/\s*\n\s*/g, ' ')}</p>`)}`;

const factList = (facts: readonly Fact[]): Markup =>
  markup`<dl class="facts">${facts.map(({ label, value }) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

export const findingList = (findings: DetectionDetails['findings']): Markup =>
  markup`<ul class="findings">${findings.map((finding) => markup`<li class="is-${finding.severity}"><span class="verdict is-${finding.severity}">${finding.severity}</span> <code>${finding.code}</code> ${finding.message} <span class="path">${finding.file}:${finding.line}</span>${when(finding.hint, () => markup`<p class="faint">${finding.hint}</p>`)}</li>`)}</ul>`;
