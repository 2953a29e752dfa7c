import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../src/content/limits.ts';
import { detectKind } from '../../src/content/kind.ts';
import { parseYaml } from '../../src/content/yaml.ts';
import { checkSchema, schemaName } from '../../src/validate/schema.ts';

const folder = new URL('../../schemas/', import.meta.url);

const check = (content: string, name?: string) => {
  const document = parseYaml(content, 'a.yml').documents[0]!;
  const schema = name ?? schemaName(detectKind(document.value)!, document.value)!;
  return checkSchema(schema, document).map(
    ({ code, severity, message, hint, range: { start } }) =>
      `${start.line}:${start.column} ${severity} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
};

describe.each(readdirSync(folder).filter((name) => name.endsWith('.schema.json')))('%s', (file) => {
  const schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

  it('is a valid JSON Schema 2020-12', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(new Ajv2020().validateSchema(schema)).toBe(true);
  });

  it('describes every key', () => {
    const missing: string[] = [];
    const walk = (node: Record<string, unknown>, path: string): void => {
      for (const [key, value] of Object.entries(
        (node['properties'] ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        if (value['description'] === undefined && value['$ref'] === undefined) missing.push(`${path}.${key}`);
        walk(value, `${path}.${key}`);
      }
      const items = node['items'] as Record<string, unknown> | undefined;
      if (items) walk(items, `${path}[]`);
    };
    walk(schema, '');
    expect(missing).toEqual([]);
    expect(schema.title).toMatch(/\S/);
    expect(schema.description).toMatch(/\S/);
  });
});

it('the catalogue lists every schema', () => {
  const { schemas } = JSON.parse(readFileSync(new URL('catalog.json', folder), 'utf8')) as {
    schemas: readonly { readonly name: string; readonly description: string; readonly url: string }[];
  };
  const files = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));
  const described = files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')).description);
  expect(schemas.map(({ description }) => description)).toEqual(described);
  expect(new Set(schemas.map(({ url }) => url)).size).toBe(files.length);
});

it('schemas and the table of limits say the same', () => {
  for (const file of ['sentinel-scheduled-rule', 'sentinel-nrt-rule']) {
    const { properties } = JSON.parse(readFileSync(new URL(`${file}.schema.json`, folder), 'utf8'));
    const said = (name: string) => limitsOf('sentinel').find((limit) => limit.name === name)?.most;
    expect(properties.query.maxLength).toBe(said('rule-query'));
    expect(properties.description.maxLength).toBe(said('rule-description'));
    expect(properties.name.maxLength).toBe(said('rule-name'));
    expect(properties.entityMappings.maxItems).toBe(said('entity-mappings'));
    expect(properties.customDetails.maxProperties).toBe(said('custom-details'));
  }
});

const FLAT = `name: A
id: 29798d45-c9c7-4240-a5ef-d7648c016024
version: 2
creation_date: '2026-05-05'
modification_date: '2026-05-13'
author: a
status: production
type: Hunting
description: d
search: index=main
how_to_implement: Collect it.
known_false_positives: None known.
`;

const SCHEDULED = `id: 29798d45-c9c7-4240-a5ef-d7648c016024
name: A
description: d
severity: Medium
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [T1572]
query: T
version: 1.0.0
kind: Scheduled
`;

const SIGMA = `title: A
id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903
status: test
logsource:
  product: windows
detection:
  selection:
    a: b
  condition: selection
level: medium
`;

describe('a mistake is one diagnostic where it stands', () => {
  it.each([
    ['nothing wrong', FLAT, []],
    ['unknown key', `${FLAT}colour: red\n`, ['13:1 error FD110 There is no key "colour".']],
    [
      'a slip of a key that is needed',
      FLAT.replace('search:', 'serach:').replace('type: Hunting', 'type: TTP'),
      ['10:1 error FD110 There is no key "serach". (Did you mean "search"?)'],
    ],
    [
      'missing key',
      FLAT.replace(/author.*\n/, ''),
      ['1:1 error FD111 The key "author" is missing. (Add "author": Who wrote it.)'],
    ],
    [
      'wrong type',
      FLAT.replace('version: 2', "version: '2'"),
      ['3:10 error FD112 "version" has to be a whole number, and is a text.'],
    ],
    [
      'a number for a text',
      FLAT.replace('name: A', 'name: 12'),
      [`1:7 error FD112 "name" has to be a text, and is a whole number. (Put it into quotes: '12'.)`],
    ],
    [
      'an empty value',
      FLAT.replace('description: d', 'description:'),
      ['9:1 error FD112 "description" has to be a text, and is empty.'],
    ],
    [
      'a value outside a list',
      FLAT.replace('type: Hunting', 'type: hunting'),
      [
        '8:7 error FD113 "type" cannot be "hunting". (Did you mean "Hunting"? One of: TTP, Anomaly, Hunting, Correlation.)',
      ],
    ],
    [
      'a malformed id',
      FLAT.replace('29798d45-', ''),
      [
        '2:5 error FD113 "id" has to be a UUID such as 29798d45-c9c7-4240-a5ef-d7648c016024, and is "c9c7-4240-a5ef-d7648c016024".',
      ],
    ],
    [
      'deep inside',
      `${FLAT}tests:\n  - name: t\n    attack_data:\n      - source: s\n        dat: x.log\n`,
      ['17:9 error FD110 There is no key "dat" in "tests[0].attack_data[0]". (Did you mean "data"?)'],
    ],
    [
      'an entry without its key',
      `${FLAT}tests:\n  - name: t\n    attack_data:\n      - source: s\n`,
      [
        '16:9 error FD111 The key "data" is missing in "tests[0].attack_data[0]". (Add "data": A URL or a path, relative to this file or to test/attack_data.)',
      ],
    ],
    [
      'a text for a list',
      `${FLAT}mitre_attack_id: T1572\n`,
      [
        '13:18 error FD112 "mitre_attack_id" has to be a list, and is a text. (Write it as a list, a line with "- " for each element.)',
      ],
    ],
    [
      'an expectation that is misspelt',
      `${FLAT}tests: [{name: t, attack_data: [a.log], expect: {result: 1}}]\n`,
      ['13:50 error FD110 There is no key "result" in "tests[0].expect". (Did you mean "results"?)'],
    ],
    ['a good rule of Sentinel', SCHEDULED, []],
    ['another case of its kind', SCHEDULED.replace('kind: Scheduled', 'kind: "scheduled "'), []],
    [
      'a key that Sentinel does not read',
      `${SCHEDULED}colour: red\n`,
      ['14:1 warning FD110 There is no key "colour".'],
    ],
    [
      'a slip of a key of Sentinel',
      SCHEDULED.replace('queryPeriod', 'querryPeriod'),
      ['6:1 error FD110 There is no key "querryPeriod". (Did you mean "queryPeriod"?)'],
    ],
    [
      'a bad duration',
      SCHEDULED.replace('queryPeriod: 1h', 'queryPeriod: an hour'),
      ['6:14 error FD113 "queryPeriod" has to be a duration such as 5m, 1h or 14d, and is "an hour".'],
    ],
    [
      'a tactic in another case',
      SCHEDULED.replace('CommandAndControl', 'CommandandControl'),
      [
        expect.stringMatching(
          /^9:11 warning FD113 "tactics\[0\]" cannot be "CommandandControl". \(Did you mean "CommandAndControl"\?/,
        ),
      ],
    ],
    [
      'too many entities',
      `${SCHEDULED}entityMappings: [${Array(11).fill('{entityType: IP, fieldMappings: [{identifier: Address, columnName: A}]}').join(', ')}]\n`,
      ['14:17 error FD113 "entityMappings" has too many entries; at most 10 are allowed.'],
    ],
    [
      'a name of a custom detail',
      `${SCHEDULED}customDetails:\n  1st: A\n`,
      ['15:3 error FD113 "1st" cannot be a key of "customDetails".'],
    ],
    ['a good Sigma rule', SIGMA, []],
    ["an attribute of one's own", `${SIGMA}team: blue\n`, ['11:1 info FD110 There is no key "team".']],
    [
      'a slip of an attribute',
      SIGMA.replace('level:', 'levle:'),
      ['10:1 warning FD110 There is no key "levle". (Did you mean "level"?)'],
    ],
    [
      'a rule without condition',
      SIGMA.replace('  condition: selection\n', ''),
      [
        '6:1 error FD111 The key "condition" is missing in "detection". (Add "condition": How the selections are joined.)',
      ],
    ],
    [
      'a bad tag',
      `${SIGMA}tags: [attack]\n`,
      ['11:8 error FD113 "tags[0]" has to be "namespace.name", such as attack.t1572, and is "attack".'],
    ],
  ])('%s', (_, content, expected) => {
    expect(check(content)).toEqual(expected);
  });

  it('in a side file', () => {
    expect(check('tests:\n  - name: t\n    test_type: begnin\n', 'test-block')).toEqual([
      '3:16 error FD113 "tests[0].test_type" cannot be "begnin". (Did you mean "benign"? One of: unit, benign, experimental, manual.)',
    ]);
  });
});

describe('the shapes of ESCU', () => {
  const old = FLAT.replace(/creation_date.*\nmodification_date.*\n/, "date: '2024-10-01'\n");
  const meta = 'analytic_story: [S], asset_type: Endpoint, product: [Splunk Cloud], security_domain: endpoint';

  it('of 2025 and of 2024 have schemas of their own', () => {
    const rba = `${old}rba: {message: m, risk_objects: [{field: dest, type: system, score: 50}], threat_objects: []}\ntags: {${meta}}\n`;
    const tags = `${old}tags: {${meta}, message: m, observable: [{name: dest, type: Hostname, role: [Victim]}], impact: 70, confidence: 50, risk_score: 35, required_fields: [_time]}\n`;
    const value = (content: string) => parseYaml(content, 'a.yml').documents[0]!.value;
    expect([rba, tags, FLAT].map((content) => schemaName('escu-detection', value(content)))).toEqual([
      'escu-detection-rba',
      'escu-detection-tags',
      'escu-detection-flat',
    ]);
    expect(check(rba)).toEqual([]);
    expect(check(tags)).toEqual([]);
    expect(check(rba.replace('score: 50', 'score: 500'))).toEqual([
      '12:69 error FD113 "rba.risk_objects[0].score" has to be at most 100, and is "500".',
    ]);
    expect(check(tags.replace('message: m', 'colour: red, message: m'))).toEqual([
      expect.stringMatching(/^12:\d+ warning FD110 There is no key "colour" in "tags"/),
    ]);
  });
});

it('says why an NRT rule has no schedule', () => {
  const found = check('id: a\nname: A\nkind: NRT\nquery: T\nqueryFrequency: 1h\n').filter((line) =>
    line.includes('FD110'),
  );
  expect(found).toEqual([
    '5:1 warning FD110 There is no key "queryFrequency". (An NRT rule runs every minute over what came in since: remove it, or make the kind Scheduled.)',
  ]);
});
