import { EVIDENCE, type ReportDetails } from '../../../testing/details/details.ts';
import { markup, type Markup, when } from '../markup.ts';
import type { Links } from '../links.ts';
import { detectionRows, ROWS_AT_ONCE } from './detection-list.ts';
import { type TechniqueEvidence, techniqueEvidence } from './technique-evidence.ts';
import { count, EVIDENCE_WORDS } from './words.ts';

/** Techniques by tactic, coloured by the strongest evidence; `all` shows those without any too. */
export function matrix({ detections, matrix: { tactics, names } }: ReportDetails, links: Links, all: boolean): Markup {
  const evidence = techniqueEvidence(detections);
  const columns = tactics.map(({ name, techniques }) => {
    const covered = techniques.filter((id) => evidence.has(id));
    return { name, techniques, covered, shown: all ? techniques : covered };
  });
  const placed = new Set(tactics.flatMap(({ techniques }) => techniques));
  const others = [...evidence.keys()].filter((id) => !id.includes('.') && !placed.has(id));
  return markup`<h1 tabindex="-1">ATT&amp;CK coverage</h1>
<div class="bar"><ul class="legend" aria-label="Evidence">${EVIDENCE.map((level) => markup`<li title="${EVIDENCE_WORDS[level][1]}"><span class="dot fill-${level}"></span>${EVIDENCE_WORDS[level][0]}</li>`)}</ul>
<label class="check"><input type="checkbox" id="all-techniques"${all ? markup` checked` : ''}> Show techniques without a detection</label></div>
<div class="matrix" tabindex="0" role="region" aria-label="Matrix">${columns
    .filter(({ shown }) => shown.length > 0)
    .map(
      ({ name, techniques, covered, shown }) =>
        markup`<section class="tactic"><h2>${name}<small>${covered.length} of ${techniques.length}</small></h2><ul>${shown.map((id) => cell(id, names[id], evidence.get(id), links))}</ul></section>`,
    )}
${when(others.length > 0, () => markup`<section class="tactic"><h2>Elsewhere<small>not in the pinned matrix</small></h2><ul>${others.map((id) => cell(id, names[id], evidence.get(id), links))}</ul></section>`)}
${when(evidence.size === 0 && !all, () => markup`<p class="empty">No detection names a technique.</p>`)}</div>`;
}

function cell(id: string, name: string | undefined, found: TechniqueEvidence | undefined, links: Links): Markup {
  if (!found) return markup`<li class="cell"><span class="cell-id">${id}</span> ${name ?? ''}</li>`;
  const [label] = EVIDENCE_WORDS[found.best];
  return markup`<li><a class="cell at-${found.best}" href="${links.technique(id)}"><span class="cell-id">${id}</span> ${name ?? ''}<span class="cell-count">${count(found.detections.length, 'detection')}<span class="hidden">, ${label}</span></span></a></li>`;
}

/** One technique: its detections, and its sub-techniques with theirs. */
export function technique(id: string, { detections, matrix: { tactics, names } }: ReportDetails, links: Links): Markup {
  const evidence = techniqueEvidence(detections);
  const found = evidence.get(id);
  const [parent = id] = id.split('.');
  const own = tactics.filter(({ techniques }) => techniques.includes(parent));
  const parts = [...evidence]
    .filter(([other]) => other.startsWith(`${id}.`))
    .sort(([a], [b]) => a.localeCompare(b, 'en'));
  const best = found?.best;
  return markup`<p class="crumb"><a href="${links.matrix}">ATT&amp;CK coverage</a></p>
<h1 tabindex="-1">${id} ${names[id] ?? ''}</h1>
<p class="lead">${own.map(({ name }) => name).join(', ') || 'Not in the pinned matrix'}. ${best ? markup`<span class="evidence at-${best}">${EVIDENCE_WORDS[best][0]}</span> ${EVIDENCE_WORDS[best][1]}` : 'No detection names it.'}
<a href="https://attack.mitre.org/techniques/${id.replace('.', '/')}/" rel="noopener noreferrer" target="_blank">attack.mitre.org</a></p>
${when(parts.length > 0, () => markup`<section class="card"><h2>Sub-techniques</h2><ul class="chips">${parts.map(([part, { best: level, detections: list }]) => markup`<li><a class="cell at-${level}" href="${links.technique(part)}"><span class="cell-id">${part}</span> ${names[part] ?? ''}<span class="cell-count">${count(list.length, 'detection')}</span></a></li>`)}</ul></section>`)}
${when(found, () => markup`<section class="card"><h2>${count(found?.detections.length ?? 0, 'detection')}</h2><ul class="rows">${detectionRows((found?.detections ?? []).slice(0, ROWS_AT_ONCE), links)}</ul></section>`)}`;
}
