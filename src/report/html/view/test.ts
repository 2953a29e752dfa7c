import type { EventView, LossView, TestView } from '../../../testing/details/details.ts';
import { markup, type Markup, when } from '../markup.ts';
import { funnel, timeline } from './bars.ts';
import { count, duration, instant, verdict } from './words.ts';

/** One test: what was replayed, what came out, and what stands behind it. */
export function testSection(test: TestView, at: number): Markup {
  const { outcome, message, results, events, stages, rows, matchedEvents, notes, loss } = test;
  const ran = outcome === 'pass' || outcome === 'fail';
  return markup`<article class="card test is-${outcome}" id="test-${at + 1}"><header>${verdict(outcome)}<h3>${test.name}</h3>${when(test.type !== 'unit', () => markup`<span class="chip">${test.type}</span>`)}
${when(ran, () => markup`<span class="test-facts">${count(results, 'row')} from ${count(events, 'event')} in ${duration(test.durationMs)}</span>`)}</header>
${when(message, () => markup`<p class="message">${message}</p>`)}
${when(test.timeline, () => (test.timeline ? timeline(test.timeline) : markup``))}
${when(stages.length > 0, () => markup`<h4>Rows through the stages</h4>${funnel(test)}`)}
${when(loss, () => lossSection(loss as LossView))}
${when(rows.length > 0, () => resultTable(test))}
${when(matchedEvents.length > 0, () => markup`<h4>Matched events</h4><div class="events">${matchedEvents.map((event, index) => eventSection(event, index === 0))}</div>${when(test.matched > matchedEvents.length, () => markup`<p class="faint">The first ${matchedEvents.length} of ${test.matched} matched events.</p>`)}`)}
${when(notes.length > 0, () => markup`<ul class="notes">${notes.map((note) => markup`<li>${note}</li>`)}</ul>`)}
${when(test.logs.length > 0, () => markup`<ul class="logs">${test.logs.map(({ file, sha256, standIn }) => markup`<li><span class="path">${file}</span> <code title="SHA-256 ${sha256}">${sha256.slice(0, 12)}</code>${when(standIn, () => markup` <span class="chip">stand-in</span>`)}</li>`)}</ul>`)}
</article>`;
}

function resultTable({ columns, rows, results }: TestView): Markup {
  return markup`<h4>Result rows</h4><div class="scroll" tabindex="0" role="region" aria-label="Result rows"><table class="results"><thead><tr>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows.map((row) => markup`<tr>${row.map((value) => markup`<td><bdi>${value}</bdi></td>`)}</tr>`)}</tbody></table></div>
${when(results > rows.length, () => markup`<p class="faint">The first ${rows.length} of ${results.toLocaleString('en')} rows.</p>`)}`;
}

function eventSection({ file, record, time, fields, raw }: EventView, open: boolean): Markup {
  return markup`<details class="event"${open ? markup` open` : ''}><summary><span class="path">${file.slice(file.lastIndexOf('/') + 1)}:${record}</span>${when(time !== undefined, () => markup` <span class="faint">${instant(time ?? 0)} UTC</span>`)}</summary>
${when(fields.length > 0, () => markup`<dl class="fields">${fields.map(([name, value]) => markup`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`)}
<details class="raw"${fields.length === 0 ? markup` open` : ''}><summary>Raw event</summary><div class="code" tabindex="0" role="region" aria-label="Raw event"><bdi>${raw}</bdi></div></details></details>`;
}

function lossSection({ stage, what, conditions, nearest }: LossView): Markup {
  return markup`<section class="loss"><h4>Where the rows went</h4>${when(stage, () => markup`<p>In the step <code>${stage}</code></p>`)}<p>${what}</p>
${conditions.map(
  ({
    condition,
    alone,
    without,
    observed,
    hints,
  }) => markup`<div class="condition ${alone === 0 ? 'is-never' : ''}"><code>${condition}</code><p>${alone === 0 ? 'Held for no row' : `Holds for ${count(alone, 'row')}`}; without it ${count(without, 'row')} would come through.</p>${hints.map((hint) => markup`<p class="hint">${hint}</p>`)}
${observed.map(({ column, values, more }) => markup`<p class="observed"><b>${column}</b> held ${values.length === 0 ? 'nothing' : values.map(({ value, rows }) => markup`<span class="value"><bdi>${value}</bdi> <small>×${rows}</small></span> `)}${more > 0 ? ` and ${more} more` : ''}</p>`)}</div>`,
)}
${when(nearest.length > 0, () => markup`<h4>Near misses</h4><ul class="nearest">${nearest.map(({ event, fields }) => markup`<li>${when(event, () => markup`<span class="path">${event.slice(event.lastIndexOf('/') + 1)}</span> `)}${fields.map(({ name, value, missed }) => markup`<span class="value${missed ? ' is-missed' : ''}"><b>${name}</b> <bdi>${value}</bdi></span> `)}</li>`)}</ul>`)}</section>`;
}
