import { suggest } from '../../diagnostics/suggest.ts';
import type { SplDataModel } from '../../languages/spl/environment.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { placeOfField, scanFields } from './shared-scan-fields.ts';

const rule = (where: string, by: string): string =>
  `name: A\nsearch: '| tstats count from datamodel=Endpoint.Processes where ${where} by ${by}'\ntype: TTP`;

/** What the index knows of every event, beside the fields of a model. */
const INDEXED = new Set([
  ...['_time', '_indextime', 'host', 'source', 'sourcetype', 'index', 'nodename', 'splunk_server'],
  ...['punct', 'linecount', 'timestamp', 'eventtype'],
]);

/** A search over `datamodel` or `from` sees the other fields of the events too; `tstats` sees those of the model alone. */
export default defineRule({
  name: 'unknown-model-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'A data model holds the fields that it declares and no others. A condition on another one never holds, and "by" drops every row.',
  valid: [
    rule('Processes.process_name=a.exe host=a*', 'Processes.dest _time span=1h'),
    rule('Processes.*=a.exe', 'Processes.dest'),
    `name: A\nsearch: '| tstats count from datamodel=Change where nodename=All_Changes.Account_Management by All_Changes.Account_Management.dest_nt_domain'\ntype: TTP`,
    `name: A\nsearch: 'index=a | stats count by Processes.dest'\ntype: TTP`,
  ],
  invalid: [
    { content: rule('Processes.proces_name=a.exe', 'Processes.dest'), at: '2:65' },
    { content: rule('process_name=a.exe', 'Processes.dest'), at: '2:65' },
    { content: rule('Processes.process_name=a.exe', 'Processes.usr'), at: '2:97' },
    {
      content: `name: A\nsearch: '| tstats values(Processes.proc) as p from datamodel=Endpoint.Processes by Processes.dest'\ntype: TTP`,
      at: '2:26',
    },
  ],
  check({ query: text }, report, { query, splunk }) {
    if (!query || !text || !splunk) return;
    const told = new Set<string>();
    for (const { scan, field, span, stage } of scanFields(query, 'splunk:datamodel')) {
      const { model, dataset, names } = scan.options as { model: string; dataset: string; names: string };
      const known = names === 'prefixed' ? fieldsOf(splunk.dataModel(model), dataset) : undefined;
      if (!known || known.has(field) || INDEXED.has(field) || field.includes('*') || told.has(field)) continue;
      const place = placeOfField(text.text, field, span) ?? placeOfField(text.text, field, stage) ?? span;
      if (!place) continue;
      told.add(field);
      const close = suggest(field, known);
      report(text.locate(place.start, place.end), `The dataset "${model}.${dataset}" has no field "${field}".`, {
        hint: close === undefined ? `Its fields begin with "${dataset}.".` : `Did you mean "${close}"?`,
      });
    }
  },
});

const fieldsOfModels = new WeakMap<SplDataModel, Map<string, ReadonlySet<string> | undefined>>();

/**
 * The names under which `tstats` sees the fields of a dataset and of the datasets around it; a field may be called by the
 * name of any of them.
 */
function fieldsOf(model: SplDataModel | undefined, wanted: string): ReadonlySet<string> | undefined {
  if (!model) return undefined;
  const known = fieldsOfModels.get(model) ?? new Map<string, ReadonlySet<string> | undefined>();
  fieldsOfModels.set(model, known);
  if (!known.has(wanted)) known.set(wanted, findFields(model, wanted));
  return known.get(wanted);
}

function findFields(model: SplDataModel, wanted: string): ReadonlySet<string> | undefined {
  const found = model.datasets.find(({ name }) => name === wanted);
  if (!found) return undefined;
  const related = model.datasets.filter(
    ({ name, lineage }) => lineage.includes(wanted) || found.lineage.includes(name),
  );
  const fields = new Set(related.flatMap((dataset) => dataset.fields.map(({ name }) => name)));
  return new Set(related.flatMap(({ lineage }) => [...fields].map((field) => `${lineage.join('.')}.${field}`)));
}
