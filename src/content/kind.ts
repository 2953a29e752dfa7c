import { suggest } from '../diagnostics/suggest.ts';
import type { ContentKind, EscuShape } from './model.ts';

export type Layout = 'auto' | 'firedrill' | 'contentctl' | 'azure-sentinel' | 'sigmahq';

export const LAYOUTS: readonly Layout[] = ['auto', 'firedrill', 'contentctl', 'azure-sentinel', 'sigmahq'];

type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value of a YAML document is a mapping. */
export const isMapping = (value: unknown): value is Mapping =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const ESCU_TYPES = new Set(['TTP', 'Anomaly', 'Hunting', 'Correlation']);

/** What only a detection of ESCU has, a rule of Sentinel, a rule of Sigma: enough of them tell a file with a slip. */
const TRAITS: readonly { readonly kind: ContentKind; readonly keys: readonly string[]; readonly needed: number }[] = [
  {
    kind: 'escu-detection',
    keys: [
      'search',
      'type',
      'data_source',
      'how_to_implement',
      'known_false_positives',
      'tags',
      'rba',
      'drilldown_searches',
      'finding',
      'intermediate_findings',
      'analytic_story',
      'asset_type',
      'security_domain',
      'mitre_attack_id',
    ],
    needed: 3,
  },
  {
    kind: 'sentinel-scheduled-rule',
    keys: [
      'query',
      'kind',
      'severity',
      'requiredDataConnectors',
      'queryFrequency',
      'queryPeriod',
      'triggerOperator',
      'triggerThreshold',
      'tactics',
      'relevantTechniques',
      'entityMappings',
    ],
    needed: 4,
  },
  {
    kind: 'sigma-rule',
    keys: ['title', 'logsource', 'detection', 'level', 'falsepositives', 'related'],
    needed: 3,
  },
  { kind: 'escu-story', keys: ['usecase', 'category', 'product', 'threat_group', 'cve'], needed: 3 },
  {
    kind: 'escu-lookup',
    keys: [
      ...['match_type', 'min_matches', 'max_matches', 'default_match', 'case_sensitive_match'],
      ...['lookup_type', 'fields_list', 'collection'],
    ],
    needed: 2,
  },
  {
    kind: 'escu-data-source',
    keys: [
      ...['source', 'sourcetype', 'supported_TA', 'separator', 'configuration', 'fields', 'output_fields'],
      ...['field_mappings', 'convert_to_log_source', 'logsource', 'example_log'],
    ],
    needed: 3,
  },
];

/** What a macro may have beside its definition: a file with no other keys than these and a slip is one. */
const BESIDE_DEFINITION: ReadonlySet<string> = new Set([
  ...['name', 'description', 'arguments', 'id', 'version', 'date', 'creation_date', 'modification_date', 'author'],
  ...['status', 'references'],
]);

/** A macro whose definition is called otherwise by mistake. */
function isMacroWithSlip(value: Mapping): boolean {
  const others = Object.keys(value).filter((key) => !BESIDE_DEFINITION.has(key));
  return others.length === 1 && suggest(others[0] as string, ['definition']) !== undefined;
}

/** What a document is, by its keys alone; undefined when it is no content. */
export function detectKind(value: unknown): ContentKind | undefined {
  if (!isMapping(value)) return undefined;
  const has = (key: string) => Object.hasOwn(value, key);
  const text = (key: string) => (typeof value[key] === 'string' ? value[key].trim() : '');

  if (isMapping(value['detection']) && has('logsource')) return 'sigma-rule';
  if (isMapping(value['correlation']) && (has('title') || has('level') || has('id'))) return 'sigma-correlation';
  if (isMapping(value['filter']) && has('logsource')) return 'sigma-filter';
  if (has('transformations') && !has('query') && !has('search')) return 'sigma-pipeline';

  if (has('transform') && has('table') && has('input')) return 'sentinel-connector';
  if (has('ParserQuery') || has('FunctionQuery')) return 'asim-parser';
  if (has('query') && (has('destinationTable') || has('binSize'))) return 'sentinel-summary-rule';
  if (has('query') && !has('search')) {
    const kind = text('kind').toLowerCase();
    if (kind === 'nrt') return 'sentinel-nrt-rule';
    if (kind === 'scheduled' || has('queryFrequency') || has('triggerOperator')) return 'sentinel-scheduled-rule';
    if (kind === '' && has('name') && (has('id') || has('tactics') || has('requiredDataConnectors'))) {
      return 'sentinel-hunting-query';
    }
  }

  // A playbook, or a search that an analyst starts by hand.
  if (text('type') === 'Investigation') return undefined;
  const isLive = ['search', 'narrative', 'definition'].some(has);
  if (text('status') === 'removed' || (has('deprecation_info') && !isLive)) return 'escu-removed';
  if (has('search')) {
    if (text('type') === 'Baseline') return 'escu-baseline';
    if (ESCU_TYPES.has(text('type'))) return 'escu-detection';
    if (has('custom_schedule') || has('schedule')) return 'escu-baseline';
    if (has('how_to_implement') || has('data_source')) return 'escu-detection';
  }
  if (has('cron_schedule') && has('earliest_time')) return 'escu-schedule';
  if (has('scheduling')) return 'escu-deployment';
  if (has('narrative')) return 'escu-story';
  if (has('definition') && has('name')) return 'escu-macro';
  if (has('name') && (has('filename') || has('collection') || has('lookup_type') || has('fields_list'))) {
    return 'escu-lookup';
  }
  if (
    has('name') &&
    (has('source') || has('sourcetype')) &&
    (has('source') === has('sourcetype') || isOfDataSource(has))
  ) {
    return 'escu-data-source';
  }
  if (Array.isArray(value['tests']) && !has('name') && !has('title')) return 'test-file';

  if (isDeprecationMapping(value)) return 'escu-deprecation-mapping';
  if (has('name') && isMacroWithSlip(value)) return 'escu-macro';
  return TRAITS.find(({ keys, needed }) => keys.filter(has).length >= needed)?.kind;
}

/** Lists alone, and some entry of them says which content goes, and when or why. */
const isDeprecationMapping = (value: Mapping): boolean =>
  Object.values(value).every((list) => list === null || Array.isArray(list)) &&
  Object.values(value)
    .flat()
    .some((entry) => isMapping(entry) && 'content' in entry && ('reason' in entry || 'removed_in_version' in entry));

/** What only a data source has: enough to tell one that lacks its source or its sourcetype. */
const isOfDataSource = (has: (key: string) => boolean): boolean =>
  ['supported_TA', 'separator', 'example_log', 'output_fields', 'field_mappings', 'mitre_components'].some(has);

/** Whether content of a kind belongs to a layout. */
export function belongsTo(kind: ContentKind, layout: string): boolean {
  if (layout === 'auto' || layout === 'firedrill' || kind === 'test-file') return true;
  if (layout === 'contentctl') return kind.startsWith('escu-');
  if (layout === 'azure-sentinel') return kind.startsWith('sentinel-') || kind === 'asim-parser';
  return kind.startsWith('sigma-');
}

const FLAT_DATES = ['creation_date', 'modification_date'];

/** What stood under "tags" before, or was called otherwise. */
const FLAT_KEYS = [
  ...['finding', 'intermediate_findings', 'threat_objects', 'analytic_story', 'asset_type', 'mitre_attack_id'],
  ...['product', 'security_domain', 'category'],
];

/** Which of ESCU's three shapes a detection has. */
export function escuShape(value: unknown): EscuShape {
  if (!isMapping(value)) return 'flat';
  if (FLAT_DATES.some((key) => Object.hasOwn(value, key))) return 'flat';
  if (FLAT_KEYS.filter((key) => Object.hasOwn(value, key)).length >= 3) return 'flat';
  if (Object.hasOwn(value, 'rba')) return 'rba';
  const { tags } = value;
  if (!isMapping(tags)) return Object.hasOwn(value, 'date') ? 'rba' : 'flat';
  const old = ['message', 'observable', 'impact', 'confidence', 'required_fields', 'risk_score', 'kill_chain_phases'];
  return old.some((key) => Object.hasOwn(tags, key)) ? 'tags' : 'rba';
}
