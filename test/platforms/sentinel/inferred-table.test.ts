import { describe, expect, it } from 'vitest';
import { castJson } from '../../../src/platforms/sentinel/inputs/cast-json.ts';
import { printKqlCell } from '../../../src/languages/kql/index.ts';
import { collectorRecord } from '../../../src/platforms/sentinel/tables/collector-record.ts';
import { inferTable } from '../../../src/platforms/sentinel/tables/inferred-table.ts';
import { STANDARD_COLUMNS } from '../../../src/platforms/sentinel/tables/standard-columns.ts';

const standard = new Set(STANDARD_COLUMNS.map(({ name }) => name));
const infer = (values: readonly object[], named: readonly string[] = [], isText = false) => {
  const rows = values.map((value) => ({ value: value as Record<string, unknown>, isText }));
  const table = inferTable(rows, (name) => named.includes(name));
  const own = table?.columns.filter(({ name }) => !standard.has(name)).map(({ name, type }) => `${name}:${type}`);
  return table && { columns: own?.join(' '), suffixed: table.suffixed };
};

describe('a table that only rows tell', () => {
  it('has the names and types of records, as a data collection rule keeps them', () => {
    const rows = [
      { Src: '192.0.2.7', Bytes: 12, Share: 1, Ok: true, When: '2026-05-05T10:00:00Z', More: { a: 1 }, Void: null },
      { Src: '192.0.2.8', Bytes: 13, Share: 0.5, When: '2026-05-05T10:00:00.5+02:00', More: [1], Late: 'x' },
    ];
    expect(infer(rows)).toEqual({
      columns: 'Src:string Bytes:long Share:real Ok:bool When:datetime More:dynamic Void:string Late:string',
      suffixed: false,
    });
  });

  it('takes the widest type of mixed values', () => {
    expect(
      infer([
        { A: 1, B: 'x', C: '2026-05-05T10:00:00Z' },
        { A: 'one', B: {}, C: 'soon' },
      ])?.columns,
    ).toBe('A:string B:dynamic C:string');
  });

  it('keeps suffixes that records have', () => {
    const row = { Src_s: '192.0.2.7', Bytes_d: 12, Ok_b: true, When_t: 'x', Id_g: 'y', Computer: 'ws-01' };
    expect(infer([row], ['Src_s', 'Computer_s'])).toEqual({
      columns: 'Src_s:string Bytes_d:real Ok_b:bool When_t:datetime Id_g:string Computer:string',
      suffixed: false,
    });
  });

  it('has the suffixes that the collector would add, when the query says them', () => {
    const row = { src: '192.0.2.7', actor: { id: '5e3f0b1c-0000-4000-8000-000000000001', 'display-name': 'alice' } };
    expect(infer([row], ['src_s'])).toEqual({
      columns: 'src_s:string actor_id_g:string actor_display_name_s:string',
      suffixed: true,
    });
    expect(infer([row], ['src'])?.suffixed).toBe(false);
  });

  it('reads types out of cells that are text', () => {
    expect(infer([{ N: '12', R: '0.5', B: 'true', S: 'x1', T: '2026-05-05T10:00:00Z' }], [], true)?.columns).toBe(
      'N:long R:real B:bool S:string T:datetime',
    );
  });

  it('is none without rows', () => expect(infer([])).toBeUndefined());
});

describe('a record as the HTTP Data Collector keeps it', () => {
  it('gets suffixes by type; lists become text', () => {
    const record = {
      TimeGenerated: '2026-05-05T10:00:00Z',
      name: 'alice',
      n: 2,
      ok: false,
      at: '2026-05-05T10:00:00Z',
      id: '{5E3F0B1C-0000-4000-8000-000000000001}',
      tags: ['a', 'b'],
      nothing: null,
      deep: { er: { est: 'x' } },
    };
    expect({ ...collectorRecord(record) }).toEqual({
      TimeGenerated: '2026-05-05T10:00:00Z',
      name_s: 'alice',
      n_d: 2,
      ok_b: false,
      at_t: '2026-05-05T10:00:00Z',
      id_g: '{5E3F0B1C-0000-4000-8000-000000000001}',
      tags_s: '["a","b"]',
      deep_er_est_s: 'x',
    });
  });
});

describe('cells of a table', () => {
  it.each([
    ['datetime', '5/6/2026, 1:41:02.000 PM', '2026-05-06T13:41:02.0000000Z'],
    ['datetime', '2026-05-06T13:41:02.1234567Z', '2026-05-06T13:41:02.1234567Z'],
    ['datetime', 'soon', null],
    ['timespan', '00:05:00', '00:05:00'],
    ['decimal', '1.25', '1.25'],
    ['long', '12', 12],
  ])('%s %j', (type, value, printed) => expect(printKqlCell(castJson(value, type), type)).toEqual(printed));
});
