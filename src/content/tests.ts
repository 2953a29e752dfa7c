import { isMapping } from './kind.ts';
import type { AttackDataReference, Expectation, ExternalDataReference, TestDefinition, YamlDocument } from './model.ts';

type Path = readonly (string | number)[];

/**
 * The tests of a document's `tests:` block; what is malformed there is the schema's to report. Places are worked out when
 * somebody asks: a file that nothing is wrong with needs none.
 */
export function readTests(document: YamlDocument): readonly TestDefinition[] {
  if (!isMapping(document.value)) return [];
  const { tests, tags } = document.value;
  if (!Array.isArray(tests)) return [];
  const manual = isMapping(tags) && typeof tags['manual_test'] === 'string' ? tags['manual_test'] : undefined;
  const read: TestDefinition[] = [];
  tests.forEach((test: unknown, index) => {
    if (isMapping(test)) read.push(readTest(document, ['tests', index], test, manual));
  });
  return read;
}

function readTest(
  document: YamlDocument,
  path: Path,
  test: Readonly<Record<string, unknown>>,
  manual: string | undefined,
): TestDefinition {
  const text = (key: string) => {
    const value = test[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const declared = text('test_type')?.toLowerCase();
  const type =
    declared === 'benign' || declared === 'experimental' || declared === 'manual'
      ? declared
      : manual !== undefined || test['manual_test'] !== undefined
        ? 'manual'
        : 'unit';
  const description = text('description') ?? text('manual_test') ?? (type === 'manual' ? manual : undefined);
  const { earliest_time, latest_time, now } = {
    earliest_time: text('earliest_time'),
    latest_time: text('latest_time'),
    now: text('now'),
  };
  return {
    name: text('name') ?? `test ${Number(path.at(-1)) + 1}`,
    type,
    ...(description !== undefined && { description }),
    attackData: readAttackData(document, [...path, 'attack_data'], test['attack_data']),
    ...(isMapping(test['external_data']) && {
      externalData: readExternalData(document, [...path, 'external_data'], test['external_data']),
    }),
    expect: readExpectation(test, type),
    ...(now !== undefined && { now }),
    ...(earliest_time !== undefined && { earliestTime: earliest_time }),
    ...(latest_time !== undefined && { latestTime: latest_time }),
    ...(typeof test['schedule'] === 'boolean' && { schedule: test['schedule'] }),
    file: document.file,
    get range() {
      return document.at([...path, 'name']);
    },
  };
}

function readAttackData(document: YamlDocument, path: Path, value: unknown): readonly AttackDataReference[] {
  if (!Array.isArray(value)) return [];
  const references: AttackDataReference[] = [];
  value.forEach((entry: unknown, index) => {
    const at = [...path, index];
    if (typeof entry === 'string') {
      references.push({
        data: entry,
        file: document.file,
        get range() {
          return document.at(at);
        },
      });
    } else if (isMapping(entry) && typeof entry['data'] === 'string') {
      const text = (key: string, name: string) => (typeof entry[key] === 'string' ? { [name]: entry[key] } : {});
      references.push({
        data: entry['data'],
        ...text('source', 'source'),
        ...text('sourcetype', 'sourcetype'),
        ...text('host', 'host'),
        ...text('custom_index', 'index'),
        ...text('index', 'index'),
        ...text('workspace', 'workspace'),
        file: document.file,
        get range() {
          return document.at([...at, 'data']);
        },
      });
    }
  });
  return references;
}

/** `external_data: { https://example.com/list.csv: list.csv }`. */
function readExternalData(
  document: YamlDocument,
  path: Path,
  value: Readonly<Record<string, unknown>>,
): readonly ExternalDataReference[] {
  return Object.entries(value).flatMap(([address, data]) =>
    typeof data === 'string' ? [{ address, data, file: document.file, range: document.at([...path, address]) }] : [],
  );
}

function readExpectation(test: Readonly<Record<string, unknown>>, type: TestDefinition['type']): Expectation {
  const expect = isMapping(test['expect']) ? test['expect'] : {};
  const results =
    readResults(expect['results'] ?? test['expected_results']) ?? (type === 'benign' ? { max: 0 } : { min: 1 });
  const rows = Array.isArray(expect['rows']) ? expect['rows'].filter(isMapping) : [];
  const fields = Array.isArray(expect['fields']) ? expect['fields'].map(String) : [];
  const rowsFile = typeof expect['rows_file'] === 'string' ? expect['rows_file'] : undefined;
  const ordered = expect['ordered'] === true;
  return { results, rows, fields, ...(ordered && { ordered }), ...(rowsFile !== undefined && { rowsFile }) };
}

/** A number says exactly so many; a mapping gives bounds. */
function readResults(value: unknown): { min?: number; max?: number } | undefined {
  if (typeof value === 'number') return { min: value, max: value };
  if (typeof value === 'string' && /^\d+$/.test(value)) return { min: Number(value), max: Number(value) };
  if (!isMapping(value)) return undefined;
  const bound = (key: string) => (typeof value[key] === 'number' ? value[key] : undefined);
  const exactly = bound('exactly');
  const min = exactly ?? bound('min');
  const max = exactly ?? bound('max');
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/**
 * The tests of a detection with those of its side file: a test of the same name is completed (its `expect`, its type,
 * its data), any other is added.
 */
export function mergeTests(own: readonly TestDefinition[], document: YamlDocument): readonly TestDefinition[] {
  const merged = [...own];
  const entries = isMapping(document.value) && Array.isArray(document.value['tests']) ? document.value['tests'] : [];
  const written = entries.filter(isMapping);
  readTests(document).forEach((test, index) => {
    const at = merged.findIndex((candidate) => candidate.name === test.name);
    const original = merged[at];
    const raw = written[index];
    if (!original || !raw) {
      merged.push(test);
      return;
    }
    const says = (key: string) => Object.hasOwn(raw, key);
    merged[at] = {
      ...original,
      ...(says('test_type') && { type: test.type, expect: test.expect }),
      ...((says('expect') || says('expected_results')) && { expect: test.expect }),
      ...(test.attackData.length > 0 && { attackData: test.attackData }),
      ...(test.externalData && { externalData: test.externalData }),
      ...(test.description !== undefined && { description: test.description }),
      ...(test.now !== undefined && { now: test.now }),
      ...(test.earliestTime !== undefined && { earliestTime: test.earliestTime }),
      ...(test.latestTime !== undefined && { latestTime: test.latestTime }),
      ...(test.schedule !== undefined && { schedule: test.schedule }),
      file: test.file,
      range: test.range,
    };
  });
  return merged;
}
