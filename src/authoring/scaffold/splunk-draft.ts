import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadContent } from '../../content/index.ts';
import type { LogFile } from '../../data/record.ts';
import { aggregation, all, compare, printPipeline, rawText, steps } from '../../languages/spl/printer/index.ts';
import { eventRecord } from '../../table/batch.ts';
import { loadRuntime, runQuery } from '../../testing/engine.ts';
import type { Workspace } from '../../testing/workspace.ts';
import { UsageError } from '../../util/usage-error.ts';
import { chooseClauses } from './choose-clauses.ts';
import type { Draft, DraftRequest } from './draft.ts';
import { type Clause, meets, RAW, type SeenEvent } from './seen-event.ts';

/** What a finding should show, where the events have it: names of the common information model, then the data's own. */
const CONTEXT: readonly string[] = [
  'dest',
  'user',
  'src',
  'process_name',
  'process',
  'parent_process_name',
  'dest_ip',
  'dest_port',
  'query',
  'file_path',
  'registry_path',
  'action',
  'eventName',
  'app',
  'signature',
];
const MOST_CONTEXT = 6;

/** A search over the chosen events, with the fields that the add-ons of the workspace give them. */
export async function draftSplunk(
  request: DraftRequest,
  log: LogFile,
  chosen: ReadonlySet<number>,
  workspace: Workspace,
): Promise<Draft> {
  const events = await splunkEvents(log, workspace);
  const picked = events.filter(({ record }) => chosen.has(record));
  const [first] = picked;
  if (!first) throw new UsageError('None of the chosen events is an event to Splunk.');
  const fixed = ['sourcetype', 'source', 'EventCode'].flatMap((field): readonly Clause[] => {
    const value = first.fields.get(field);
    if (value === undefined || (field === 'source' && value === log.name)) return [];
    const clause: Clause = { field, operator: 'equals', value };
    return picked.every((event) => meets(event, clause)) ? [clause] : [];
  });
  const others = events.filter(({ record }) => !chosen.has(record));
  const near = others.filter((event) => fixed.every((clause) => meets(event, clause)));
  const avoided = new Set(['EventCode', 'EventID', 'Message', 'process_exec', 'original_file_name']);
  const clauses = [...fixed, ...chooseClauses(picked, near, avoided)];
  const everywhere = (field: string) => picked.every(({ fields }) => fields.has(field)) && !/["'`|\[\]{}]/.test(field);
  const context = CONTEXT.filter(everywhere).slice(0, MOST_CONTEXT);
  const by = [...new Set([...context, ...clauses.slice(fixed.length).map(({ field }) => field)])]
    .filter((field) => field !== RAW && everywhere(field))
    .concat(context.length === 0 ? ['host'] : []);
  const search = printPipeline(
    [
      steps.search.build(all(...clauses.map(termOf))),
      steps.stats.build({
        aggregations: [
          aggregation('count'),
          aggregation('min', '_time', 'firstTime'),
          aggregation('max', '_time', 'lastTime'),
        ],
        by: [...new Set(by)],
        once: false,
      }),
    ],
    { separator: '\n' },
  ).replace(/^search /, '');
  const lines = [
    search,
    '| `security_content_ctime(firstTime)`',
    '| `security_content_ctime(lastTime)`',
    `| \`${request.stem}_filter\``,
  ];
  const sourcetype = first.fields.get('sourcetype') ?? 'unknown';
  const eventCode = fixed.find(({ field }) => field === 'EventCode')?.value;
  const shown = by.find((field) => first.fields.has(field));
  return {
    document: {
      name: request.name,
      id: request.id,
      version: 1,
      creation_date: request.today,
      modification_date: request.today,
      author: request.author,
      status: 'experimental',
      type: 'Hunting',
      description: `Drafted from ${picked.length === 1 ? 'one recorded event' : `${picked.length} recorded events`}. Say here what the search finds and why it matters.`,
      data_source: dataSources(workspace, first),
      search: lines.join('\n'),
      how_to_implement: `Collect events of sourcetype ${sourcetype}. Say here which logging has to be switched on.`,
      known_false_positives: 'None are known yet. Say here what legitimate use looks like.',
      references: [],
      analytic_story: [],
      asset_type: 'Endpoint',
      ...(request.technique && { mitre_attack_id: [request.technique.id] }),
      product: ['Splunk Enterprise', 'Splunk Enterprise Security', 'Splunk Cloud'],
      category: 'endpoint',
      security_domain: 'endpoint',
    },
    row: shown === undefined ? {} : { [shown]: first.fields.get(shown) as string },
    reads: `sourcetype ${sourcetype}${eventCode === undefined ? '' : `, event ${eventCode}`}`,
    notes: [],
  };
}

/** The workspace's data sources that events of the kind belong to. */
function dataSources({ knowledge }: Workspace, { fields }: SeenEvent): readonly string[] {
  const folders = knowledge.splunk.map((root) => join(root, 'data_sources')).filter((folder) => existsSync(folder));
  const known = loadContent(folders, { root: '/' }).objects.filter(({ kind }) => kind === 'escu-data-source');
  return known.flatMap(({ name, document: { value } }) => {
    const { source, sourcetype, separator, separator_value: wanted } = value as Readonly<Record<string, unknown>>;
    if (source !== fields.get('source') || sourcetype !== fields.get('sourcetype')) return [];
    const apart = typeof separator !== 'string' || String(wanted) === fields.get(separator);
    return apart ? [name] : [];
  });
}

/** Every event of a log as a search head would show it; multivalue fields are left out. */
async function splunkEvents(log: LogFile, workspace: Workspace): Promise<readonly SeenEvent[]> {
  const { query } = await workspace.lowerText('spl', 'search *');
  if (!query) return [];
  const { columns, rows, origins } = runQuery(await workspace.job(query, { logs: [log] }), await loadRuntime('spl'));
  return rows.flatMap((row, at): readonly SeenEvent[] => {
    const [event] = origins[at] ?? [];
    if (event === undefined) return [];
    const fields = new Map<string, string>();
    for (const [index, { name }] of columns.entries()) {
      const value = row[index];
      if (typeof value === 'string' && value !== '') fields.set(name === '_raw' ? RAW : name, value);
    }
    return [{ record: eventRecord(event), fields }];
  });
}

function termOf({ field, operator, value }: Clause) {
  if (field === RAW) return rawText(value);
  const pattern = { equals: value, endswith: `*${value}`, contains: `*${value}*` }[operator];
  return compare(field, '=', pattern);
}
