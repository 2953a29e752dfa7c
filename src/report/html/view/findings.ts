import type { ReportDetails } from '../../../testing/details/details.ts';
import { type Markup, markup } from '../markup.ts';
import { findingList } from './detection.ts';
import { count } from './words.ts';

const SHOWN = 500;

/** What validation found about the content and the data. */
export const findings = ({ findings: list }: ReportDetails): Markup =>
  markup`<h1 tabindex="-1">Findings</h1>
${list.length === 0 ? markup`<p class="empty">Validation found nothing to complain about.</p>` : markup`<p class="lead">${count(list.length, 'finding')} about the content and its data.</p><section class="card">${findingList(list.slice(0, SHOWN))}</section>`}`;
