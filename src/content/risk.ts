import { escuShape, isMapping } from './kind.ts';
import type { Detection } from './model.ts';

/** A field whose values a result puts at risk. */
export interface RiskObject {
  readonly field: string;
  readonly type: string;
  readonly score: number;
  readonly message: string;
  /** A result may lack it: an observable of 2024 that is neither victim nor attacker. */
  readonly optional?: boolean;
}

/** A field whose values a result counts as threats. */
export interface ThreatObject {
  readonly field: string;
  readonly type: string;
}

/** What an ESCU detection makes of its results: risk events, and findings where it is a TTP or a Correlation. */
export interface RiskDefinition {
  /** Each makes risk events (intermediate findings): one for every row and value of its field. */
  readonly riskObjects: readonly RiskObject[];
  readonly threatObjects: readonly ThreatObject[];
  /** The finding (notable event) that every row makes. */
  readonly finding?: {
    readonly title: string;
    readonly entity?: { readonly field: string; readonly type: string; readonly score: number };
  };
}

type Mapping = Readonly<Record<string, unknown>>;

/** What an ESCU detection of any shape says about risk; undefined where its type or its keys make none. */
export function riskDefinition({ kind, type, name, document }: Detection): RiskDefinition | undefined {
  if (kind !== 'escu-detection' || type === 'Hunting' || !isMapping(document.value)) return undefined;
  const { value } = document;
  switch (escuShape(value)) {
    case 'flat':
      return flatRisk(value);
    case 'rba':
      return type === 'Correlation' ? { ...NO_OBJECTS, finding: { title: name } } : rbaRisk(value, name, type);
    case 'tags':
      return type === 'Correlation' ? { ...NO_OBJECTS, finding: { title: name } } : observableRisk(value, name, type);
  }
}

const NO_OBJECTS = { riskObjects: [], threatObjects: [] } as const;

/** Flat since May 2026: `finding`, `intermediate_findings`, `threat_objects`. */
function flatRisk(value: Mapping): RiskDefinition | undefined {
  const { finding, intermediate_findings: intermediate, threat_objects: threats } = value;
  if (!isMapping(finding) && !isMapping(intermediate)) return undefined;
  const entities = isMapping(intermediate) ? mappings(intermediate['entities']) : [];
  const entity = isMapping(finding) && isMapping(finding['entity']) ? finding['entity'] : undefined;
  return {
    riskObjects: entities.filter(hasField).map((entry) => ({ ...scored(entry), message: text(entry['message']) })),
    threatObjects: mappings(threats).filter(hasField).map(typed),
    ...(isMapping(finding) && {
      finding: { title: text(finding['title']), ...(entity && hasField(entity) && { entity: scored(entity) }) },
    }),
  };
}

/** Nested `rba:` of 2025. */
function rbaRisk(value: Mapping, name: string, type: string | undefined): RiskDefinition | undefined {
  const { rba } = value;
  if (!isMapping(rba)) return undefined;
  const message = text(rba['message']);
  return {
    riskObjects: mappings(rba['risk_objects'])
      .filter(hasField)
      .map((entry) => ({ ...scored(entry), message })),
    threatObjects: mappings(rba['threat_objects']).filter(hasField).map(typed),
    ...(type === 'TTP' && { finding: { title: name } }),
  };
}

const VICTIM_TYPES: ReadonlyMap<string, string> = new Map([
  ...['user', 'username', 'email address'].map((type) => [type, 'user'] as const),
  ...['device', 'endpoint', 'hostname', 'ip address'].map((type) => [type, 'system'] as const),
]);

const ATTACKER_TYPES: ReadonlyMap<string, string> = new Map([
  ...['process name', 'process'].map((type) => [type, 'process'] as const),
  ...['file name', 'file', 'file hash'].map((type) => [type, 'file_name'] as const),
  ...['url string', 'url'].map((type) => [type, 'url'] as const),
  ['ip address', 'ip_address'],
]);

/**
 * `tags.observable` of 2024: victims are risk objects, attackers threat objects, whatever is neither is a risk object
 * of type "other", as contentctl 4 wrote them into savedsearches.conf.
 */
function observableRisk(value: Mapping, name: string, type: string | undefined): RiskDefinition | undefined {
  const { tags } = value;
  if (!isMapping(tags)) return undefined;
  const score = scoreOf(tags);
  const message = text(tags['message']);
  const riskObjects: RiskObject[] = [];
  const threatObjects: ThreatObject[] = [];
  for (const { name: field, type: kind, role } of mappings(tags['observable'])) {
    if (typeof field !== 'string' || field === '') continue;
    const roles = Array.isArray(role) ? role : [role];
    const written = text(kind).toLowerCase();
    const victim = roles.includes('Victim') ? VICTIM_TYPES.get(written) : undefined;
    if (victim === undefined && roles.includes('Attacker')) {
      threatObjects.push({ field, type: ATTACKER_TYPES.get(written) ?? written });
    } else {
      const optional = !roles.includes('Victim');
      riskObjects.push({ field, type: victim ?? 'other', score, message, ...(optional && { optional }) });
    }
  }
  return { riskObjects, threatObjects, ...(type === 'TTP' && { finding: { title: name } }) };
}

/** `risk_score`, else impact times confidence in percent. */
function scoreOf(tags: Mapping): number {
  const { risk_score: score, impact, confidence } = tags;
  if (typeof score === 'number') return score;
  return typeof impact === 'number' && typeof confidence === 'number' ? Math.trunc((impact * confidence) / 100) : 0;
}

/** The analytic stories of an ESCU detection. */
export function analyticStories({ document }: Pick<Detection, 'document'>): readonly string[] {
  const { value } = document;
  if (!isMapping(value)) return [];
  const list = value['analytic_story'] ?? (isMapping(value['tags']) ? value['tags']['analytic_story'] : undefined);
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}

const mappings = (value: unknown): readonly Mapping[] => (Array.isArray(value) ? value.filter(isMapping) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const hasField = (entry: Mapping): boolean => text(entry['field']) !== '';
const typed = (entry: Mapping): ThreatObject => ({ field: text(entry['field']), type: text(entry['type']) });
const scored = (entry: Mapping) => ({
  ...typed(entry),
  score: typeof entry['score'] === 'number' ? entry['score'] : 0,
});
