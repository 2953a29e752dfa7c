import type { DataModelOptions } from '../../platforms/splunk/index.ts';
import type { Plan, Scan } from '../../plan/plan.ts';
import type { Loss } from './model.ts';
import { type Lets, type Probe, withoutSpans } from './probe.ts';

const KINDS_SHOWN = 8;

/** A source gave no rows. A data model is taken apart: its constraints are filters over events. */
export function sourceLoss(plan: Plan, lets: Lets, probe: Probe, lossIn: (plan: Plan, lets: Lets) => Loss): Loss {
  const stage = probe.stageText(plan);
  if (plan.op === 'Scan' && plan.source === 'splunk:datamodel') {
    const options = plan.options as DataModelOptions;
    const name = [options.model, options.dataset].filter(Boolean).join('.');
    const dataset = probe.anatomy?.dataset(options);
    if (options.summariesOnly) {
      return empty(
        stage,
        `summariesonly=true searches summaries alone, and the data model "${name}" has none here.`,
        [],
      );
    }
    if (dataset) return { ...lossIn(withoutSpans(dataset), lets), stage, within: `the data model ${name}` };
  }
  const held = census(probe);
  return empty(stage, plan.op === 'Scan' ? what(plan, probe, held) : 'The step gives no rows.', held);
}

const empty = (stage: string | undefined, text: string, held: Loss['held']): Loss => ({
  kind: 'source',
  stage,
  rowsIn: 0,
  what: text,
  predicates: [],
  nearest: [],
  held,
  branches: [],
});

function what(plan: Scan, probe: Probe, held: Loss['held']): string {
  const [kind = '', ...rest] = plan.source.split(':');
  const name = rest.join(':');
  const { events } = probe.replay;
  if (kind === 'splunk' && name === 'lookup')
    return `The lookup "${(plan.options as { name: string }).name}" has no rows.`;
  if (kind === 'watchlist') return `The watchlist "${name}" has no rows.`;
  if (events === 0) return 'The logs hold no events.';
  if (held.length === 0) return `None of the ${events} events lies between the times that the test or the search sets.`;
  if (kind === 'table') return `No connector fills the table "${name}" from these logs.`;
  if (kind === 'sigma') return `None of the ${events} events is of the ${logsource(plan.options)}.`;
  return `The source "${name}" gave no rows.`;
}

function logsource(options: unknown): string {
  const parts = Object.entries(options as Readonly<Record<string, unknown>>)
    .filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => `${key}=${String(value)}`);
  return `logsource ${parts.join(' ')}`;
}

/** What the logs hold, within the times of the run: channels and event ids of Windows events, formats of others. */
function census({ replay }: Probe): Loss['held'] {
  const counts = new Map<string, number>();
  for (const file of replay.files.keys()) {
    for (const batch of replay.read(file, { batchSize: 1024, report: () => undefined })) {
      for (let index = 0; index < batch.length; index += 1) {
        const document = batch.document(index);
        const kind =
          document.kind === 'windows'
            ? `${document.event.channel} event ${document.event.eventId}`
            : document.kind === 'object'
              ? 'JSON record'
              : (document.format ?? 'text');
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
  }
  const ranked = [...counts].sort((left, right) => right[1] - left[1]);
  return ranked.slice(0, KINDS_SHOWN).map(([kind, events]) => ({ kind, events }));
}
