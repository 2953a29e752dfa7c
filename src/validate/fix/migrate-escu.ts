import { escuShape, isMapping } from '../../content/kind.ts';
import type { Detection } from '../../content/model.ts';
import type { EscuYear } from './escu-years.ts';
import { listAt, numberAt, textAt } from './values.ts';
import {
  commentsAbove,
  inlineValue,
  isNested,
  nestedIndent,
  outdented,
  type YamlBlock,
  yamlBlocks,
  withoutComments,
  yamlText,
} from './yaml-blocks.ts';

export type Migration = { readonly text: string } | { readonly refused: string };

/** A year's shape as lines, from those of the shape before it. */
type Step = (blocks: readonly YamlBlock[], value: Value, file: string) => readonly YamlBlock[] | string;

type Value = Readonly<Record<string, unknown>>;

/**
 * The text of an ESCU detection in the shape of a later year. Lines are moved and written anew, never dumped: comments
 * and the writing of texts stay. Refused when the file is not in block style, or when a value has no place there.
 */
export function migrateEscu(content: string, { document, kind, file }: Detection, year: EscuYear): Migration {
  if (kind !== 'escu-detection' || !isMapping(document.value)) return { refused: 'It is no detection of ESCU.' };
  const shape = escuShape(document.value);
  const breaks = content.includes('\r\n') ? '\r\n' : '\n';
  const lines = content.split(/\r?\n/);
  const ending: string[] = [];
  while (lines.at(-1)?.trim() === '') ending.push(lines.pop() as string);
  let blocks: readonly YamlBlock[] = yamlBlocks(lines, 0);
  const steps: Step[] = [];
  if (shape === 'tags') steps.push(riskFromTags);
  if (year === '2026' && shape !== 'flat') steps.push(flatten);
  let value: Value = document.value;
  for (const step of steps) {
    const next = step(blocks, value, file);
    if (typeof next === 'string') return { refused: next };
    blocks = next;
    if (step === riskFromTags) value = { ...value, rba: riskOf(value) };
  }
  const target = year === '2026' ? 'flat' : shape === 'tags' ? 'rba' : shape;
  const written = blocks.flatMap((block) => block.lines).map((line) => line.replace(SCHEMA_OF_EDITORS, `$1${target}`));
  return { text: [...written, ...ending].join(breaks) };
}

/** The comment by which editors find the schema. */
const SCHEMA_OF_EDITORS = /^(#\s*yaml-language-server:.*\bescu-detection-)(?:tags|rba|flat)(?=\.schema\.json\s*$)/;

/** What contentctl 5 no longer takes under `tags`. */
export const GONE_FROM_TAGS = new Set([
  'confidence',
  'impact',
  'risk_score',
  'risk_severity',
  'message',
  'observable',
  'required_fields',
  'kill_chain_phases',
  'nist',
  'cis20',
  'context',
  'dataset',
  'group',
  'supported_tas',
  'datamodel',
  'automated_detection_testing',
]);

interface RiskObject {
  readonly field: string;
  readonly type: string;
  readonly score: number;
}

interface ThreatObject {
  readonly field: string;
  readonly type: string;
}

interface Risk {
  readonly message: string;
  readonly risk_objects: readonly RiskObject[];
  readonly threat_objects: readonly ThreatObject[];
}

/** How contentctl 4 made risk of observables. */
const SYSTEMS = new Set(['device', 'endpoint', 'hostname', 'ip address']);
const USERS = new Set(['user', 'username', 'user name', 'email address']);
const THREATS: Readonly<Record<string, string>> = {
  process: 'process',
  'process name': 'process_name',
  'parent process': 'parent_process',
  file: 'file_name',
  'file name': 'file_name',
  'file hash': 'file_hash',
  hash: 'file_hash',
  url: 'url',
  'url string': 'url',
  'ip address': 'ip_address',
  'email address': 'email_address',
  'registry key': 'registry_path',
  domain: 'domain',
  command: 'command',
};

function riskOf(value: Value): Risk | undefined {
  if (!/^(?:TTP|Anomaly)$/.test(textAt(value, ['type']) ?? '')) return undefined;
  const score = numberAt(value, ['tags', 'risk_score']) ?? scoreOf(value);
  const message = textAt(value, ['tags', 'message']);
  if (score === undefined || message === undefined) return undefined;
  const risk: RiskObject[] = [];
  const threats: ThreatObject[] = [];
  for (const observable of listAt(value, ['tags', 'observable'])) {
    const field = textAt(observable, ['name']);
    const type = (textAt(observable, ['type']) ?? '').trim().toLowerCase();
    if (field === undefined) continue;
    const threat = THREATS[type];
    if (!listAt(observable, ['role']).includes('Attacker')) {
      risk.push({ field, type: SYSTEMS.has(type) ? 'system' : USERS.has(type) ? 'user' : 'other', score });
    } else if (threat !== undefined) threats.push({ field, type: threat });
    else threats.push({ field, type: type.replace(/\W+/g, '_') });
  }
  return risk.length === 0 ? undefined : { message, risk_objects: risk, threat_objects: threats };
}

function scoreOf(value: Value): number | undefined {
  const impact = numberAt(value, ['tags', 'impact']);
  const confidence = numberAt(value, ['tags', 'confidence']);
  return impact === undefined || confidence === undefined ? undefined : Math.round((impact * confidence) / 100);
}

/** 2024 to 2025: risk moves from the tags to `rba`. */
function riskFromTags(blocks: readonly YamlBlock[], value: Value): readonly YamlBlock[] | string {
  const tags = blocks.find(({ key }) => key === 'tags');
  const indent = tags && isNested(tags) ? nestedIndent(tags) : undefined;
  if (!tags || indent === undefined) return 'Its "tags" are not written as a block.';
  const needsRisk = /^(?:TTP|Anomaly)$/.test(textAt(value, ['type']) ?? '');
  const risk = riskOf(value);
  if (needsRisk && !risk) return 'Its tags name no message, no score or nobody who gets the risk.';
  const above = commentsAbove(tags);
  const [head, ...rest] = withoutComments(tags).lines;
  const kept = yamlBlocks(rest, indent).filter(({ key }) => key === undefined || !GONE_FROM_TAGS.has(key));
  const migrated: YamlBlock[] = [];
  for (const block of blocks) {
    if (block.key === 'datamodel') continue;
    if (block.key === 'tags') {
      if (risk) migrated.push({ key: 'rba', lines: riskLines(risk) });
      migrated.push({ key: 'tags', lines: [...above, head as string, ...kept.flatMap(({ lines }) => lines)] });
    } else if (block.key === 'tests') {
      migrated.push({ key: 'tests', lines: block.lines.filter((line) => !/^\s+update_timestamp\s*:/.test(line)) });
    } else migrated.push(block);
  }
  return migrated;
}

const riskLines = ({ message, risk_objects: risk, threat_objects: threats }: Risk): readonly string[] => [
  'rba:',
  `  message: ${yamlText(message)}`,
  '  risk_objects:',
  ...risk.flatMap(({ field, type, score }) => [
    `    - field: ${yamlText(field)}`,
    `      type: ${type}`,
    `      score: ${score}`,
  ]),
  threats.length === 0 ? '  threat_objects: []' : '  threat_objects:',
  ...threats.flatMap(({ field, type }) => [`    - field: ${yamlText(field)}`, `      type: ${type}`]),
];

/** 2025 to 2026: no tags, two dates, findings in place of `rba`. */
function flatten(blocks: readonly YamlBlock[], value: Value, file: string): readonly YamlBlock[] | string {
  const migrated: YamlBlock[] = [];
  const taken = new Set(blocks.map(({ key }) => key));
  for (const block of blocks) {
    switch (block.key) {
      case 'date': {
        const written = inlineValue(block);
        const rest = withoutComments(block).lines.slice(1);
        const above = commentsAbove(block);
        if (!taken.has('creation_date')) {
          migrated.push({ key: 'creation_date', lines: [...above, `creation_date: ${quoted(written)}`] });
        }
        if (!taken.has('modification_date')) {
          migrated.push({
            key: 'modification_date',
            lines: [`modification_date: ${quoted(written.replace(/\s+#.*$/, ''))}`, ...rest],
          });
        }
        break;
      }
      case 'rba': {
        const lines = findingLines(value);
        if (typeof lines === 'string') return lines;
        migrated.push({ key: 'finding', lines: [...commentsAbove(block), ...lines] });
        break;
      }
      case 'tags': {
        const indent = isNested(block) ? nestedIndent(block) : undefined;
        if (indent === undefined) return 'Its "tags" are not written as a block.';
        const moved = yamlBlocks(outdented(withoutComments(block).lines.slice(1), indent), 0);
        const clash = moved.find(({ key }) => key !== undefined && taken.has(key));
        if (clash) return `"${clash.key}" stands both in the tags and beside them.`;
        const category = categoryOf(file);
        migrated.push({ key: undefined, lines: commentsAbove(block) });
        for (const each of moved) {
          if (each.key === 'security_domain' && category !== undefined && !taken.has('category')) {
            migrated.push({ key: 'category', lines: [`category: ${category}`] });
          }
          migrated.push(each);
        }
        break;
      }
      case 'tests':
        migrated.push({ key: 'tests', lines: withTestTypes(block, value) });
        break;
      default:
        migrated.push(block);
    }
  }
  return migrated;
}

/** A date has to be quoted, or readers of YAML 1.1 make a moment of it. */
const quoted = (date: string): string => date.replace(/^(\d{4}-\d{2}-\d{2})/, "'$1'");

function findingLines(value: Value): readonly string[] | string {
  const message = textAt(value, ['rba', 'message']);
  if (message === undefined) return 'Its "rba" has no message.';
  const entities = listAt(value, ['rba', 'risk_objects']).map((entry) => ({
    field: textAt(entry, ['field']) ?? '',
    type: textAt(entry, ['type']) ?? 'other',
    score: numberAt(entry, ['score']) ?? 0,
  }));
  const [first, ...others] = entities;
  if (!first || entities.some(({ field }) => field === '')) return 'Its "rba" says of nobody who gets the risk.';
  const isFinding = textAt(value, ['type']) === 'TTP';
  const entityLines = (indent: string, { field, type, score }: RiskObject) => [
    `${indent}field: ${yamlText(field)}`,
    `${indent}type: ${type}`,
    `${indent}score: ${score}`,
  ];
  const intermediate = isFinding ? others : entities;
  const threats = listAt(value, ['rba', 'threat_objects']).map((entry) => ({
    field: textAt(entry, ['field']) ?? '',
    type: textAt(entry, ['type']) ?? '',
  }));
  return [
    ...(isFinding ? ['finding:', `  title: ${yamlText(message)}`, '  entity:', ...entityLines('    ', first)] : []),
    ...(intermediate.length > 0 ? ['intermediate_findings:', '  entities:'] : []),
    ...intermediate.flatMap((entity) => [
      ...entityLines('      ', entity).map((line, index) => (index === 0 ? line.replace(/^ {6}/, '    - ') : line)),
      `      message: ${yamlText(message)}`,
    ]),
    ...(threats.length > 0 ? ['threat_objects:'] : []),
    ...threats.flatMap(({ field, type }) => [`  - field: ${yamlText(field)}`, `    type: ${type}`]),
  ];
}

/** The folder below `detections/`. */
function categoryOf(file: string): string | undefined {
  return /(?:^|\/)detections\/(?:splunk\/)?([a-z_]+)\/[^/]+$/.exec(file)?.[1];
}

/** Each test says its type; what had none was a unit test. */
function withTestTypes({ lines }: YamlBlock, value: Value): readonly string[] {
  const tests = listAt(value, ['tests']);
  const types = tests.map((test) => textAt(test, ['test_type']));
  const dash = lines.slice(1).find((line) => /^\s*- /.test(line));
  if (dash === undefined) return lines;
  const indent = dash.length - dash.trimStart().length;
  const written: string[] = [];
  let index = -1;
  const close = () => {
    if (index < 0 || types[index] !== undefined || !isMapping(tests[index])) return;
    let end = written.length;
    while (end > 0 && /^\s*(?:#.*)?$/.test(written[end - 1] as string)) end -= 1;
    written.splice(end, 0, `${' '.repeat(indent + 2)}test_type: unit`);
  };
  for (const line of lines) {
    if (line.startsWith(`${' '.repeat(indent)}- `)) {
      close();
      index += 1;
    }
    written.push(line);
  }
  close();
  return written;
}
