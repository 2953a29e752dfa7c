import { isMapping } from './kind.ts';
import type { Detection, DetectionKind, DetectionLanguage, YamlDocument } from './model.ts';
import { readTests } from './tests.ts';

const LANGUAGES: Readonly<Record<DetectionKind, DetectionLanguage>> = {
  'escu-detection': 'spl',
  'sentinel-scheduled-rule': 'kql',
  'sentinel-nrt-rule': 'kql',
  'sentinel-hunting-query': 'kql',
  'sigma-rule': 'sigma',
  'sigma-correlation': 'sigma',
};

/** A document as the detection it is; keys that are missing or of the wrong type are left to the schema. */
export function readDetection(kind: DetectionKind, document: YamlDocument): Detection {
  const value = isMapping(document.value) ? document.value : {};
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : undefined);
  const language = LANGUAGES[kind];
  const query = language === 'sigma' ? undefined : document.text([language === 'spl' ? 'search' : 'query']);
  const status = text('status');
  const type = text(language === 'kql' ? 'kind' : 'type')?.trim();
  return {
    language,
    kind,
    id: text('id')?.trim() ?? '',
    name: (text(language === 'sigma' ? 'title' : 'name') ?? fileStem(document.file)).trim(),
    file: document.file,
    document,
    ...(query && { query }),
    techniques: readTechniques(kind, value),
    ...(status !== undefined && { status }),
    ...(type !== undefined && { type }),
    tests: readTests(document),
  };
}

/** `windows_x` of `detections/endpoint/windows_x.yml`. */
export const fileStem = (file: string): string =>
  file.slice(file.lastIndexOf('/') + 1).replace(/(\.test)?\.ya?ml$/i, '');

/** How contentctl names the file of a detection: lower case, `_` for spaces, dashes, dots and slashes. */
export const contentStem = (name: string): string => name.replace(/[ \-./]/g, '_').toLowerCase();

/** Where the ATT&CK techniques of a detection stand. */
export function techniquePath(kind: DetectionKind, value: unknown): readonly string[] {
  if (kind === 'escu-detection') {
    return isMapping(value) && Array.isArray(value['mitre_attack_id'])
      ? ['mitre_attack_id']
      : ['tags', 'mitre_attack_id'];
  }
  return kind.startsWith('sentinel-') ? ['relevantTechniques'] : ['tags'];
}

function readTechniques(kind: DetectionKind, value: Readonly<Record<string, unknown>>): readonly string[] {
  let list: unknown = value;
  for (const step of techniquePath(kind, value)) list = isMapping(list) ? list[step] : undefined;
  if (!Array.isArray(list)) return [];
  const texts = list.filter((entry): entry is string => typeof entry === 'string');
  if (!kind.startsWith('sigma-')) return texts.map((entry) => entry.trim());
  return texts.flatMap((tag) => (/^attack\.t\d{4}(\.\d{3})?$/i.test(tag) ? [tag.slice(7).toUpperCase()] : []));
}
