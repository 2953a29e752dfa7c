import { isMapping } from '../../content/kind.ts';
import type { ContentKind, ContentObject, Detection, YamlDocument } from '../../content/model.ts';
import type { AppOf } from '../../content/app.ts';
import { defineRule, type Report } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const APP = { 'build.yml': 'app_version: 5.4.0\ncontent_prefix: EX\n' };

const COMMON = ['id', 'version', 'creation_date', 'modification_date', 'author', 'description'];
const SEARCH = ['status', 'how_to_implement', 'known_false_positives', 'security_domain', 'product'];

/** What a kind needs that is not asked of everybody, and keys of other years that contentctl-ng has no more. */
const KEYS: Partial<Record<ContentKind, { readonly needed: readonly string[]; readonly gone: readonly string[] }>> = {
  'escu-detection': {
    needed: ['data_source', 'security_domain', 'product', 'mitre_attack_id', 'asset_type', 'category'],
    gone: ['enabled_by_default', 'throttling', 'manual_test', 'notable', 'deployment', 'macros', 'lookups'],
  },
  'escu-baseline': {
    needed: [...COMMON, ...SEARCH],
    gone: ['date', 'type', 'tags', 'datamodel', 'deployment', 'lookups', 'category'],
  },
  'escu-story': {
    needed: [...COMMON, 'status', 'category', 'usecase', 'product'],
    gone: ['date', 'type', 'tags', 'group'],
  },
  'escu-macro': { needed: COMMON, gone: ['date', 'status'] },
  'escu-lookup': {
    needed: [...COMMON, 'lookup_type'],
    gone: ['date', 'status', 'collection', 'fields_list', 'external_type'],
  },
  'escu-data-source': { needed: COMMON, gone: ['date', 'status'] },
  'escu-schedule': { needed: [...COMMON, 'schedule_window'], gone: [] },
};

const PRODUCTS = ['Splunk Enterprise', 'Splunk Enterprise Security', 'Splunk Cloud'];

const DETECTION = `name: A\nsearch: x\ntype: TTP\ndata_source: []\nsecurity_domain: access\nproduct: [${PRODUCTS.join(', ')}]\nmitre_attack_id: []\nasset_type: Identity\ncategory: cloud\n`;

const sample = (content: string) => ({ content, beside: APP });

const tests = (rest: string) => sample(`${DETECTION}tests:\n  - name: T\n    ${rest}`);

const MACRO =
  "name: rule\nid: b\nversion: 1\ncreation_date: '2026-05-05'\nmodification_date: '2026-05-05'\nauthor: a\ndescription: d\ndefinition: x\n";

export default defineRule({
  name: 'builder-keys',
  kinds: ESCU,
  objectKinds: Object.keys(KEYS).filter((kind): kind is ContentObject['kind'] => kind !== 'escu-detection'),
  acrossFiles: true,
  why: 'An app is not built from a file that lacks a key of contentctl-ng, or has one that it does not know.',
  fix: 'Add what is missing, and take out what is left from an earlier format.',
  valid: [
    sample(DETECTION),
    tests('test_type: unit\n    attack_data: [{data: a.log, source: s, sourcetype: t}]'),
    tests('test_type: experimental\n    description: Nobody has a log of this.\n    attack_data: []'),
    sample(MACRO),
    'name: m\ndefinition: x',
  ],
  invalid: [
    { ...sample(DETECTION.replace('category: cloud\n', '')), at: '1:1' },
    { ...sample(`${DETECTION}throttling: {fields: [user], period: 1h}`), at: '10:1' },
    { ...sample(DETECTION.replace(', Splunk Cloud', '')), at: '6:10' },
    { ...sample(`${MACRO}status: production`), at: '9:1' },
    { ...sample(MACRO.replace('version: 1', 'version: 0')), at: '3:10' },
    { ...tests('attack_data: [a.log]'), at: '11:5' },
    { ...tests('test_type: manual\n    attack_data: []'), at: '12:16' },
    { ...tests('test_type: unit\n    attack_data: []'), at: '13:5' },
    { ...tests('test_type: experimental\n    attack_data: []'), at: '12:16' },
    { ...tests('test_type: unit\n    earliest_time: -1d\n    attack_data: [{data: a.log}]'), at: '13:5' },
    { ...tests('test_type: unit\n    attack_data: [{data: a.log, custom_index: b}]'), at: '13:33' },
  ],
  check(detection, report, { app }) {
    tell(detection, app, report);
  },
  checkObject(object, report, { app }) {
    tell(object, app, report);
  },
});

type Content = Pick<ContentObject | Detection, 'kind' | 'file' | 'document'>;

function tell({ kind, file, document }: Content, app: AppOf | undefined, report: Report): void {
  const keys = KEYS[kind];
  const { value } = document;
  if (!keys || !isMapping(value) || app?.(file)?.builder !== 'contentctl-ng') return;
  const missing = keys.needed.filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) {
    const names = missing.map((key) => `"${key}"`).join(', ');
    report(document.at([], 'key'), `contentctl-ng asks for ${names}.`, { hint: `Add ${names}.` });
  }
  for (const key of keys.gone) {
    if (!Object.hasOwn(value, key)) continue;
    report(document.at([key], 'key'), `contentctl-ng has no key "${key}" here.`, { hint: HINTS[key] ?? 'Remove it.' });
  }
  if (value['version'] === 0) report(document.at(['version']), 'The first version is 1.');
  if (kind === 'escu-detection' || kind === 'escu-baseline') {
    const { product } = value;
    if (Array.isArray(product) && !PRODUCTS.every((name) => product.includes(name))) {
      report(document.at(['product']), 'contentctl-ng asks for all three products of a search.', {
        hint: `Write [${PRODUCTS.join(', ')}].`,
      });
    }
    if (typeof value['data_source'] === 'string') {
      report(document.at(['data_source']), '"data_source" is a list.', { hint: 'Write it with "- " before the name.' });
    }
    tellTests(document, report);
  }
  if (kind === 'escu-lookup' && typeof value['default_match'] === 'boolean') {
    report(document.at(['default_match']), '"default_match" is a text, and this is no text in YAML.', {
      hint: `Put it into quotes: '${String(value['default_match'])}'.`,
    });
  }
}

const HINTS: Readonly<Record<string, string>> = {
  manual_test: 'Say it in the "description" of a test with "test_type: experimental".',
  deployment: 'Use "schedule" or "custom_schedule".',
  date: 'Use "creation_date" and "modification_date".',
  collection: 'The collection is called like the lookup.',
  fields_list: 'List them under "fields".',
  type: 'Remove it: the folder says what a file is.',
};

const TEST_KEYS = new Set(['name', 'attack_data', 'expected_results', 'description', 'test_type']);
const DATA_KEYS = new Set(['data', 'source', 'sourcetype', 'index']);

function tellTests(document: YamlDocument, report: Report): void {
  const tests = valueAt(document.value, ['tests']);
  for (const [index, test] of Array.isArray(tests) ? tests.entries() : []) {
    if (!isMapping(test)) continue;
    const path = ['tests', index];
    const { test_type: type, attack_data: data, description } = test;
    if (type === undefined) {
      report(document.at([...path, 'name'], 'key'), 'The test does not say its type.', {
        hint: 'Add "test_type: unit", or "test_type: experimental" and why it cannot run.',
      });
    } else if (type !== 'unit' && type !== 'experimental') {
      report(document.at([...path, 'test_type']), `contentctl-ng knows no test of type "${String(type)}".`, {
        hint: type === 'manual' ? 'Make it experimental, and say in "description" how to run it.' : undefined,
      });
    } else if (type === 'unit' && (!Array.isArray(data) || data.length === 0)) {
      report(document.at([...path, 'attack_data'], 'key'), 'A unit test names attack data.', {
        hint: 'Name a log, or make the test experimental and say why there is none.',
      });
    } else if (type === 'experimental' && typeof description !== 'string') {
      report(document.at([...path, 'test_type']), 'An experimental test says in "description" why it cannot run.');
    }
    for (const key of Object.keys(test)) {
      if (!TEST_KEYS.has(key)) tellKey(document, [...path, key], report);
    }
    for (const [place, entry] of Array.isArray(data) ? data.entries() : []) {
      for (const key of isMapping(entry) ? Object.keys(entry) : []) {
        if (!DATA_KEYS.has(key)) tellKey(document, [...path, 'attack_data', place, key], report);
      }
    }
  }
}

function tellKey(document: YamlDocument, path: readonly (string | number)[], report: Report): void {
  const key = path.at(-1);
  report(document.at(path, 'key'), `contentctl-ng has no key "${key}" in a test.`, {
    hint: key === 'custom_index' ? 'It is called "index" now.' : undefined,
  });
}
