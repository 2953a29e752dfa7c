/**
 * What Enterprise Security makes of a detection's results: risk events (intermediate findings) in the index "risk",
 * findings (notable events) in the index "notable". In: rows. Out: findings as fields, and the events they are indexed
 * as, so that a Correlation finds them.
 *
 * @see https://dev.splunk.com/enterprise/docs/devtools/enterprisesecurity/notableeventsplunkes/usingnotableeventsinsearch
 */
import { analyticStories, type Detection, type RiskDefinition, riskDefinition } from '../content/index.ts';
import { isMapping } from '../content/kind.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { cellOf } from './risk-verdict.ts';
import { fillTokens } from './tokens.ts';
import { largest } from '../util/append.ts';

type Row = Readonly<Record<string, JsonValue>>;
type Fields = Readonly<Record<string, string | readonly string[]>>;

/** What findings say about the detection that made them. Plain data. */
export interface FindingSource {
  /** The saved search: the source of its events. */
  readonly searchName: string;
  readonly risk: RiskDefinition;
  readonly stories: readonly string[];
  readonly techniques: readonly string[];
  readonly description: string;
  readonly securityDomain: string;
  readonly detectionType: string;
}

export interface Finding {
  readonly index: 'risk' | 'notable';
  readonly source: string;
  readonly fields: Fields;
}

/** What a report shows of a finding. */
export interface FindingSummary {
  readonly index: Finding['index'];
  readonly source: string;
  readonly risk_object?: string;
  readonly risk_object_type?: string;
  readonly risk_score?: number;
  /** The message of a risk event, the title of a finding. */
  readonly message: string;
  readonly severity?: string;
  readonly threat_objects?: readonly { readonly value: string; readonly type: string }[];
}

export function summariseFinding({ index, source, fields }: Finding): FindingSummary {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [object, type, score, severity] = ['risk_object', 'risk_object_type', 'risk_score', 'severity'].map(text);
  const threats = fields['threat_object'];
  const types = fields['threat_object_type'];
  return {
    index,
    source,
    ...(object !== undefined && { risk_object: object }),
    ...(type !== undefined && { risk_object_type: type }),
    ...(score !== undefined && { risk_score: Number(score) }),
    message: text(index === 'risk' ? 'risk_message' : 'rule_title') ?? '',
    ...(severity !== undefined && index === 'notable' && { severity }),
    ...(Array.isArray(threats) && {
      threat_objects: threats.map((value: string, at) => ({ value, type: types?.[at] ?? '' })),
    }),
  };
}

/** The name of a detection's saved search, as contentctl builds it for ESCU. */
export const searchNameOf = (detectionName: string): string => `ESCU - ${detectionName} - Rule`;

/** What findings of a detection say; undefined when its results make none. */
export function findingSourceOf(detection: Detection): FindingSource | undefined {
  const risk = riskDefinition(detection);
  if (!risk) return undefined;
  const value = isMapping(detection.document.value) ? detection.document.value : {};
  const tags = isMapping(value['tags']) ? value['tags'] : {};
  const text = (entry: unknown) => (typeof entry === 'string' ? entry : '');
  return {
    searchName: searchNameOf(detection.name),
    risk,
    stories: analyticStories(detection),
    techniques: detection.techniques,
    description: text(value['description']).trim(),
    securityDomain: text(value['security_domain'] ?? tags['security_domain']),
    detectionType: detection.type ?? '',
  };
}

/** The findings of some rows: row by row, the risk events first. */
export function findingsOf(source: FindingSource, rows: readonly Row[]): readonly Finding[] {
  return rows.flatMap((row) => [...riskEvents(source, row), ...notableEvents(source, row)]);
}

/** One risk event for every value of every risk object's field. */
function riskEvents(source: FindingSource, row: Row): readonly Finding[] {
  return source.risk.riskObjects.flatMap(({ field, type, score, message }) =>
    textsOf(cellOf(row, field)).map((value): Finding => ({
      index: 'risk',
      source: source.searchName,
      fields: {
        ...commonFields(source, row),
        risk_message: fillTokens(message, (name) => cellOf(row, name)),
        ...riskFieldsOf(value, type, score),
        ...(source.description !== '' && { savedsearch_description: source.description }),
      },
    })),
  );
}

/** One finding for a row, or for every value of its entity's field. */
function notableEvents(source: FindingSource, row: Row): readonly Finding[] {
  const { finding } = source.risk;
  if (!finding) return [];
  const { entity } = finding;
  const title = fillTokens(finding.title, (name) => cellOf(row, name));
  const event = (more: Fields): Finding => ({
    index: 'notable',
    source: source.searchName,
    fields: {
      ...commonFields(source, row),
      ...more,
      rule_name: source.searchName,
      rule_title: title,
      ...(source.description !== '' && {
        rule_description: fillTokens(source.description, (name) => cellOf(row, name)),
      }),
      severity: severityOf(source.risk),
      ...(source.securityDomain !== '' && { security_domain: source.securityDomain }),
      detection_type: source.detectionType,
    },
  });
  if (!entity) return [event({})];
  return textsOf(cellOf(row, entity.field)).map((value) => event(riskFieldsOf(value, entity.type, entity.score)));
}

const riskFieldsOf = (value: string, type: string, score: number): Fields => ({
  risk_object: value,
  risk_object_type: type,
  risk_score: String(score),
});

/** Fields of an event itself: a result's own get `orig_` in front. */
const RESERVED = new Set(['host', 'source', 'sourcetype', 'index', 'time', 'eventtype', 'linecount', 'splunk_server']);

function commonFields(source: FindingSource, row: Row): Fields {
  const { stories, techniques } = source;
  const fields: Record<string, string | readonly string[]> = Object.create(null);
  fields['search_name'] = source.searchName;
  if (stories.length > 0) fields['analyticstories'] = stories;
  if (stories.length + techniques.length > 0) {
    fields['annotations'] = JSON.stringify({
      ...(stories.length > 0 && { analytic_story: stories }),
      ...(techniques.length > 0 && { mitre_attack: techniques }),
    });
    fields['annotations._all'] = [...stories, ...techniques];
    fields['annotations._frameworks'] = [
      ...(stories.length > 0 ? ['analytic_story'] : []),
      ...(techniques.length > 0 ? ['mitre_attack'] : []),
    ];
  }
  if (techniques.length > 0) fields['annotations.mitre_attack'] = techniques;
  for (const [name, cell] of Object.entries(row)) {
    const values = textsOf(cell);
    if (values.length === 0 || (name.startsWith('_') && name !== '_time')) continue;
    const to = name === '_time' ? 'orig_time' : RESERVED.has(name) ? `orig_${name}` : name;
    if (fields[to] === undefined) fields[to] = values.length === 1 ? (values[0] as string) : values;
  }
  return { ...fields, ...threatFields(source.risk, row) };
}

/** `threat_object` and `threat_object_type`: all values of all threat objects, side by side. */
function threatFields({ threatObjects }: RiskDefinition, row: Row): Fields {
  const pairs = threatObjects.flatMap(({ field, type }) => textsOf(cellOf(row, field)).map((value) => [value, type]));
  if (pairs.length === 0) return {};
  return {
    threat_object: pairs.map(([value]) => value as string),
    threat_object_type: pairs.map(([, type]) => type as string),
  };
}

const BANDS = ['informational', 'low', 'medium', 'high', 'critical'] as const;

/** contentctl's bands of twenty over the greatest score. */
function severityOf({ riskObjects, finding }: RiskDefinition): string {
  const scores = [...riskObjects.map(({ score }) => score), ...(finding?.entity ? [finding.entity.score] : [])];
  if (scores.length === 0) return 'high';
  return BANDS[Math.min(Math.max(Math.ceil(largest(scores) / 20) - 1, 0), 4)] as string;
}

function textsOf(cell: JsonValue): readonly string[] {
  if (cell === null) return [];
  if (Array.isArray(cell)) return cell.flatMap(textsOf);
  return [typeof cell === 'object' ? JSON.stringify(cell) : String(cell)];
}
