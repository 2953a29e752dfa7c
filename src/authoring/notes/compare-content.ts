import type { Content } from '../../content/index.ts';
import type { ContentObject, Detection } from '../../content/model.ts';

/** What became of one detection between two revisions. */
export interface DetectionChange {
  readonly name: string;
  readonly language: Detection['language'];
  readonly file: string;
  readonly techniques: readonly string[];
  /** Its first sentence. */
  readonly description: string;
  readonly versions: readonly [before: string | undefined, after: string | undefined];
  /** What differs: `query`, `tests`, other keys by their names. */
  readonly parts: readonly string[];
}

export interface ContentChanges {
  readonly added: readonly DetectionChange[];
  readonly changed: readonly DetectionChange[];
  readonly deprecated: readonly DetectionChange[];
  readonly removed: readonly DetectionChange[];
  /** Macros, lookups, stories, parsers and the like. */
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly change: 'added' | 'changed' | 'removed';
  }[];
  /** Techniques that detections had of which none remains, and that none had before. */
  readonly techniques: { readonly gained: readonly string[]; readonly lost: readonly string[] };
}

type Mapping = Readonly<Record<string, unknown>>;

const mappingOf = ({ document }: Detection | ContentObject): Mapping => (document.value ?? {}) as Mapping;

const isRetired = ({ status }: Detection): boolean => /^(?:deprecated|removed)$/i.test(status ?? '');

/** What changed in content; detections are the same by id, else by name. */
export function compareContent(before: Content, after: Content): ContentChanges {
  const keyOf = ({ id, name }: Detection): string => (id === '' ? `name ${name}` : id.toLowerCase());
  const old = new Map(before.detections.map((detection) => [keyOf(detection), detection]));
  const now = new Map(after.detections.map((detection) => [keyOf(detection), detection]));
  const added: DetectionChange[] = [];
  const changed: DetectionChange[] = [];
  const deprecated: DetectionChange[] = [];
  for (const [key, detection] of now) {
    const earlier = old.get(key);
    if (!earlier) {
      if (!isRetired(detection)) added.push(changeOf(detection, undefined, []));
      continue;
    }
    const parts = differences(earlier, detection);
    if (parts.length === 0) continue;
    const change = changeOf(detection, earlier, parts);
    if (isRetired(detection) && !isRetired(earlier)) deprecated.push(change);
    else changed.push(change);
  }
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, detection]) => changeOf(detection, detection, []));
  const techniques = ({ detections }: Content) =>
    new Set(detections.filter((each) => !isRetired(each)).flatMap((each) => each.techniques));
  const [had, has] = [techniques(before), techniques(after)];
  return {
    added: byName(added),
    changed: byName(changed),
    deprecated: byName(deprecated),
    removed: byName(removed),
    objects: compareObjects(before.objects, after.objects),
    techniques: { gained: without(has, had), lost: without(had, has) },
  };
}

const without = (all: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...all].filter((each) => !others.has(each)).sort();

const byName = (changes: readonly DetectionChange[]): readonly DetectionChange[] =>
  changes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** Keys that say when and how often something changed, not what. */
const BOOKKEEPING = new Set(['version', 'date', 'modified', 'modification_date', 'templateVersion']);

function differences(before: Detection, after: Detection): readonly string[] {
  const [old, now] = [mappingOf(before), mappingOf(after)];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const differing = keys.filter(
    (key) => !BOOKKEEPING.has(key) && JSON.stringify(old[key]) !== JSON.stringify(now[key]),
  );
  const parts = differing.map((key) => (/^(?:search|query|detection|correlation)$/.test(key) ? 'query' : key));
  const tests = ({ tests: all }: Detection) =>
    JSON.stringify(
      all.map(({ name, type, expect, attackData }) => [name, type, expect, attackData.map(({ data }) => data)]),
    );
  if (!parts.includes('tests') && tests(before) !== tests(after)) parts.push('tests');
  return parts;
}

function changeOf(detection: Detection, earlier: Detection | undefined, parts: readonly string[]): DetectionChange {
  const { name, language, file, techniques } = detection;
  const { description } = mappingOf(detection);
  const text = typeof description === 'string' ? description.replace(/\s+/g, ' ').trim() : '';
  const version = (each: Detection | undefined): string | undefined => {
    const written = each && mappingOf(each)['version'];
    return typeof written === 'number' || typeof written === 'string' ? String(written) : undefined;
  };
  const sentence = /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
  return {
    name,
    language,
    file,
    techniques,
    description: sentence,
    versions: [version(earlier), version(detection)],
    parts,
  };
}

function compareObjects(before: readonly ContentObject[], after: readonly ContentObject[]): ContentChanges['objects'] {
  const keyed = (objects: readonly ContentObject[]) =>
    new Map(objects.filter(({ kind }) => kind !== 'test-file').map((each) => [`${each.kind} ${each.name}`, each]));
  const [old, now] = [keyed(before), keyed(after)];
  const changes: ContentChanges['objects'][number][] = [];
  for (const [key, { kind, name, document }] of now) {
    const earlier = old.get(key);
    if (!earlier) changes.push({ kind, name, change: 'added' });
    else if (JSON.stringify(earlier.document.value) !== JSON.stringify(document.value)) {
      changes.push({ kind, name, change: 'changed' });
    }
  }
  for (const [key, { kind, name }] of old) if (!now.has(key)) changes.push({ kind, name, change: 'removed' });
  return changes;
}
