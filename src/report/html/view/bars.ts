import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale';
import type { TestView, TimelineView } from '../../../testing/details/details.ts';
import { markup, type Markup, when } from '../markup.ts';
import { count, instant } from './words.ts';

interface Share {
  readonly kind: string;
  readonly label: string;
  readonly value: number;
}

/** A part of one as an SVG length. */
export const percent = (part: number): string => `${Math.round(part * 1e4) / 100}%`;

/** One bar cut into shares, with a legend that says the numbers. */
export function shares(parts: readonly Share[], label: string): Markup {
  const shown = parts.filter(({ value }) => value > 0);
  const scale = scaleLinear()
    .domain([0, shown.reduce((sum, { value }) => sum + value, 0)])
    .range([0, 1]);
  let before = 0;
  const pieces = shown.map(({ kind, value }) => {
    const x = scale(before);
    before += value;
    return markup`<rect class="fill-${kind}" x="${percent(x)}" width="${percent(scale(before) - x)}" height="10"/>`;
  });
  return markup`<div class="shares"><svg class="share-bar" height="10" aria-hidden="true" focusable="false">${pieces}</svg>
<ul class="legend" aria-label="${label}">${shown.map(({ kind, label: name, value }) => markup`<li><span class="dot fill-${kind}"></span><b>${value.toLocaleString('en')}</b> ${name}</li>`)}</ul></div>`;
}

const DAY = 86_400_000;
const HEIGHT = 72;
const AXIS = 20;

/** Events of the replayed logs over time, those that hits came from in front. */
export function timeline(view: TimelineView): Markup {
  const { from, to, events, hits } = view;
  const top = Math.max(1, ...events);
  // Few hits among many events must be seen: heights grow with the logarithm.
  const height = scaleLog()
    .domain([1, top + 1])
    .range([0, HEIGHT - 6]);
  const tall = (value: number): number => (value === 0 ? 0 : Math.max(3, height(value + 1)));
  const width = 1 / events.length;
  const time = scaleUtc()
    .domain([from, Math.max(to, from + 1)])
    .range([0, 1]);
  const format = time.tickFormat(4, to - from < 180_000 ? '%H:%M:%S' : to - from < 2 * DAY ? '%H:%M' : '%Y-%m-%d');
  const ticks = to > from ? time.ticks(4).filter((tick) => time(tick) > 0.02 && time(tick) < 0.94) : [];
  const bars = (values: readonly number[], kind: string): readonly (Markup | undefined)[] =>
    values.map((value, at) =>
      when(
        value > 0,
        () =>
          markup`<rect class="${kind}" x="${percent(at * width + width * 0.1)}" width="${percent(width * 0.8)}" y="${(HEIGHT - tall(value)).toFixed(1)}" height="${tall(value).toFixed(1)}"><title>${count(value, kind === 'bar-hit' ? 'matched event' : 'event')} from ${instant(from + ((to - from) / events.length) * at)} UTC</title></rect>`,
      ),
    );
  const total = events.reduce((sum, value) => sum + value, 0);
  const matched = hits.reduce((sum, value) => sum + value, 0);
  const words = `${count(total, 'event')} between ${instant(from)} and ${instant(to)} UTC, ${matched.toLocaleString('en')} of them matched`;
  return markup`<figure class="timeline"><svg role="img" aria-label="${words}" height="${HEIGHT + AXIS}">${bars(events, 'bar-event')}${bars(hits, 'bar-hit')}
<line class="axis" x1="0" x2="100%" y1="${HEIGHT}" y2="${HEIGHT}"/>${ticks.map((tick) => markup`<line class="axis" x1="${percent(time(tick))}" x2="${percent(time(tick))}" y1="${HEIGHT}" y2="${HEIGHT + 4}"/><text x="${percent(time(tick))}" y="${HEIGHT + 16}">${format(tick)}</text>`)}</svg>
<figcaption><span class="dot fill-event"></span>${count(total, 'event')} <span class="dot fill-hit"></span>${matched.toLocaleString('en')} matched <span class="faint">${instant(from)} – ${instant(to)} UTC${view.withoutTime > 0 ? `, ${view.withoutTime} without a time` : ''}</span></figcaption></figure>`;
}

/** What each stage let through, as bars that narrow. */
export function funnel({ stages, events, outcome }: TestView): Markup {
  const top = Math.max(1, events, ...stages.map(({ rowsIn }) => rowsIn));
  const width = scaleLog()
    .domain([1, top + 1])
    .range([0, 1]);
  let before = 0;
  const lines = stages.map(({ text, rowsIn, rowsOut }) => {
    const lost = rowsIn > 0 && rowsOut === 0 && outcome !== 'pass';
    // A stage that lets everything through may have no step of its own in the plan, and then counts nothing.
    const through = rowsIn === 0 && rowsOut === 0 && before > 0;
    const shown = through ? before : rowsOut;
    before = shown;
    const numbers =
      rowsIn === 0 || through
        ? markup`<b>${shown.toLocaleString('en')}</b>`
        : markup`${rowsIn.toLocaleString('en')} → <b>${shown.toLocaleString('en')}</b>`;
    return markup`<li class="${lost ? 'is-lost' : ''}"><code>${text.replace(/\s+/g, ' ')}</code><span class="funnel-bar"><svg height="6" aria-hidden="true" focusable="false"><rect class="fill-event" width="${percent(width(rowsIn + 1))}" height="6" rx="3"/><rect class="fill-hit" width="${percent(width(shown + 1))}" height="6" rx="3"/></svg></span><span class="num">${numbers}</span></li>`;
  });
  return markup`<ol class="funnel">${lines}</ol>`;
}
