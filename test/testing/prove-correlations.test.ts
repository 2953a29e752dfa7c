import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../src/testing/convert.ts';
import { openSession, type Session } from '../../src/testing/open-session.ts';
import { proveConversions } from '../../src/testing/prove.ts';
import { sigmaDocuments } from '../../src/testing/sigma-documents.ts';
import { PipelineLibrary } from '../../src/testing/sigma-pipelines.ts';

type Json = Readonly<Record<string, unknown>>;

const LOG = 'log.xml';
const START = Date.UTC(2026, 2, 1, 10, 0, 0);
const EVENTS = 240;
/** Seconds over which the events are spread: few enough that several share a second. */
const SECONDS = 900;

/** Uniform whole numbers below a limit, from a seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

function log(): string {
  const below = numbers(7);
  const users = ['alice', 'bob', 'Alice', undefined];
  const events = Array.from({ length: EVENTS }, (_, at) => {
    const id = [4625, 4625, 4624, 4720][below(4)] as number;
    const user = users[below(users.length)];
    const port = ['7', '80', '443', '8.5', 'none', undefined][below(6)];
    const address = below(3) === 0 ? undefined : `192.0.2.${below(6)}`;
    const data = [
      ['TargetUserName', user],
      ['SubjectUserName', id === 4720 ? users[below(3)] : 'SYSTEM'],
      ['IpAddress', address],
      ['IpPort', port],
    ]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`);
    const time = new Date(START + below(SECONDS) * 1000).toISOString().replace('Z', '0000Z');
    return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>${id}</EventID><TimeCreated SystemTime='${time}'/><EventRecordID>${at + 1}</EventRecordID><Channel>Security</Channel><Computer>host01.example.com</Computer></System><EventData>${data.join('')}</EventData></Event>`;
  });
  return events.join('\n');
}

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const rule = (name: string, number: number, eventId: number): Json => ({
  title: name,
  name,
  id: id(number),
  status: 'test',
  logsource: { product: 'windows', service: 'security' },
  detection: { selection: { EventID: eventId }, condition: 'selection' },
  level: 'low',
});

const RULES = [rule('failed', 1, 4625), rule('logon', 2, 4624), rule('created', 3, 4720)];
const FILTER: Json = {
  title: 'One address is a scanner of our own',
  name: 'scanner',
  id: id(4),
  logsource: { product: 'windows', service: 'security' },
  filter: { rules: ['failed'], scanner: { IpAddress: '192.0.2.3' }, condition: 'not scanner' },
};

const by = { 'group-by': ['TargetUserName'], timespan: '90s' };
const one = { rules: ['failed'], ...by };
const all = { rules: ['failed', 'logon', 'created'], ...by };
const measured = (type: string, condition: Json): Json => ({
  type,
  ...one,
  timespan: '3m',
  condition: { field: 'IpPort', ...condition },
});

/** Correlations that others name. */
const INNER: Readonly<Record<string, Json>> = {
  often: { type: 'event_count', ...one, condition: { gte: 3 } },
  pairs: {
    type: 'event_count',
    ...one,
    'group-by': ['TargetUserName', 'IpAddress'],
    timespan: '4m',
    condition: { gte: 2 },
  },
  average: measured('value_avg', { gt: 100, lte: 250 }),
  both: { type: 'temporal', ...all, condition: 'failed and (logon or created)' },
  ordered: { type: 'temporal_ordered', ...all, rules: ['created', 'failed'] },
  kinds: { type: 'value_count', ...one, condition: { field: 'IpAddress', gte: 3 } },
  twice: { type: 'event_count', ...one, rules: ['often'], timespan: '5m', condition: { gte: 2 } },
  everyone: { type: 'event_count', ...one, 'group-by': [], condition: { gte: 9 } },
};

const CORRELATIONS: readonly Json[] = [
  { type: 'event_count', ...one, condition: { gte: 3 } },
  { type: 'event_count', ...one, condition: { gt: 1, lt: 4 } },
  { type: 'event_count', ...one, condition: { eq: 2 } },
  { type: 'event_count', ...one, condition: { neq: 2 } },
  { type: 'event_count', ...one, 'group-by': [], condition: { gte: 9 } },
  { type: 'event_count', ...one, 'group-by': ['TargetUserName', 'IpAddress'], condition: { gte: 2 } },
  { type: 'event_count', ...all, condition: { gte: 5 } },
  { type: 'value_count', ...one, condition: { field: 'IpAddress', gte: 3 } },
  { type: 'value_count', ...one, condition: { field: 'IpAddress', lt: 2 } },
  { type: 'value_count', ...all, timespan: '5m', condition: { field: 'IpAddress', eq: 4 } },
  measured('value_sum', { gte: 500 }),
  measured('value_sum', { lt: 400 }),
  measured('value_avg', { gt: 100, lte: 250 }),
  measured('value_median', { gte: 80 }),
  measured('value_median', { lt: 44 }),
  measured('value_percentile', { percentile: 75, gte: 443 }),
  measured('value_percentile', { percentile: 12.5, lt: 80 }),
  { type: 'temporal', ...all },
  { type: 'temporal', ...all, condition: { lt: 3 } },
  { type: 'temporal', ...all, condition: 'failed and (logon or created)' },
  { type: 'temporal_ordered', ...all },
  { type: 'temporal_ordered', ...all, rules: ['created', 'failed'] },
  { type: 'temporal_ordered', ...all, condition: { gte: 2 } },
  { type: 'temporal_ordered', ...all, condition: 'created and (logon or failed)' },
  {
    type: 'temporal',
    rules: ['failed', 'created'],
    aliases: { account: { failed: 'TargetUserName', created: 'SubjectUserName' } },
    'group-by': ['account'],
    timespan: '2m',
  },
  { type: 'event_count', ...one, rules: ['often'], timespan: '6m', condition: { gte: 2 } },
  { type: 'temporal', ...one, rules: ['often', 'created'], timespan: '5m' },
  { type: 'temporal_ordered', ...one, rules: ['created', 'average', 'ordered'], timespan: '10m' },
  { type: 'temporal', ...one, rules: ['both', 'kinds'], timespan: '5m' },
  { type: 'value_count', ...one, rules: ['pairs'], timespan: '10m', condition: { field: 'IpAddress', gte: 2 } },
  { type: 'event_count', ...one, rules: ['twice', 'logon', 'failed'], timespan: '3m', condition: { gte: 6 } },
  { type: 'event_count', rules: ['everyone', 'twice'], timespan: '10m', condition: { gte: 2 } },
  measured('value_max', { gte: 443 }),
  measured('value_min', { lt: 80 }),
  { type: 'value_count', ...one, timespan: '3m', condition: { field: ['IpAddress', 'IpPort'], gte: 3 } },
];

/** Places in the list that a language refuses, and what the refusal begins with. */
const REFUSED: Readonly<Record<'spl' | 'kql', Readonly<Record<number, string>>>> = {
  spl: {
    13: 'SPL has no running median',
    14: 'SPL has no running median',
    15: 'SPL has no running percentile',
    16: 'SPL has no running percentile',
    32: 'SPL has no running maximum',
    33: 'SPL has no running minimum',
  },
  kql: { 22: 'KQL finds rules in order' },
};

describe('a correlation and its conversions hold at the same moments', () => {
  let folder: string;
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-prove-'));
    writeFileSync(join(folder, LOG), log());
    const write = (name: string, document: Json): void =>
      writeFileSync(join(folder, `${name}.yml`), JSON.stringify(document));
    for (const document of [...RULES, FILTER]) write(String(document['name']), document);
    Object.entries(INNER).forEach(([name, correlation], at) => {
      write(name, { title: name, name, id: id(200 + at), status: 'test', level: 'low', correlation });
    });
    CORRELATIONS.forEach((correlation, at) => {
      const name = `correlation_${String(at).padStart(2, '0')}`;
      write(name, { title: name, id: id(100 + at), status: 'test', level: 'low', correlation });
    });
    session = await openSession({ cwd: folder, what: [folder], layout: 'sigmahq', cache: false });
  });
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['spl', 'kql'] as const)('in %s', async (to) => {
    const { workspace, detections, content } = session;
    const documents = sigmaDocuments(content, folder);
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const rules = detections.filter(({ name }) => name.startsWith('correlation_'));
    expect(rules).toHaveLength(CORRELATIONS.length);
    const converted = await convertRules(rules, { workspace, library, to, documents });
    const refused = converted.flatMap(({ detection, query, diagnostics }) =>
      query === undefined ? [[Number(detection.name.slice(-2)), diagnostics.map(({ message }) => message).join()]] : [],
    ) as [number, string][];
    expect(refused.map(([at]) => at)).toEqual(Object.keys(REFUSED[to]).map(Number));
    for (const [at, message] of refused) expect(message).toContain(REFUSED[to][at]);
    const logs = [{ name: LOG, path: join(folder, LOG) }];
    const proofs = await proveConversions(converted, to, logs, workspace, documents);
    const wrong = proofs
      .filter(({ onlyRule, onlyConversion, failure }) => failure ?? onlyRule.length + onlyConversion.length > 0)
      .map(({ rule: { detection, query }, agreed, onlyRule, onlyConversion, failure }) => ({
        title: detection.name,
        query,
        agreed,
        onlyRule: onlyRule.slice(0, 3),
        onlyConversion: onlyConversion.slice(0, 3),
        failure,
      }));
    expect(wrong).toEqual([]);
    // Every correlation holds at some moments, and at none of them without exception.
    expect(proofs.map(({ agreed }) => agreed > 0 && agreed < EVENTS)).toEqual(proofs.map(() => true));
  });
});

describe('what a query cannot say', () => {
  it('is refused: a field of a correlation that it is not grouped by', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-prove-'));
    const inner = { title: 'inner', name: 'inner', id: id(1), correlation: CORRELATIONS[0] };
    const outer = {
      title: 'outer',
      id: id(2),
      correlation: {
        type: 'event_count',
        rules: ['inner'],
        'group-by': ['IpAddress'],
        timespan: '1h',
        condition: { gte: 2 },
      },
    };
    for (const document of [...RULES.map((one) => ({ ...one })), inner, outer]) {
      writeFileSync(join(folder, `${document['title']}.yml`), JSON.stringify(document));
    }
    const session = await openSession({ cwd: folder, what: [folder], layout: 'sigmahq', cache: false });
    const { workspace, detections, content } = session;
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, folder);
    const documents = sigmaDocuments(content, folder);
    const rules = detections.filter(({ name }) => name === 'outer');
    const [converted] = await convertRules(rules, { workspace, library, to: 'spl', documents });
    expect(converted?.diagnostics.map(({ name, message }) => [name, message])).toEqual([
      ['conversion-refused', '"inner" is a correlation that is not grouped by "IpAddress": it has no such field.'],
    ]);
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
