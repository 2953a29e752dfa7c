import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../../src/testing/open-session.ts';
import { BatchRunner } from '../../../src/testing/batch.ts';

let folder: string;
const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-external-'));
  write('list.csv', 'Domain,Seen,Hits\r\nevil.example,2026-03-01T10:00:00Z,3\r\n"a,b.example",2026-03-02,x\r\n');
  write('names.txt', 'one\ntwo words\n');
  write('list.tsv.gz', gzipSync('evil.example\t5\n'));
  write('list.json', '[{"Domain":"evil.example","Tags":["a"]},{"Domain":null}]');
  write('lines.json', '{"Domain":"x.example"}\n{"Domain":"y.example","Tags":{"a":1}}\n');
  write(
    'firedrill.yml',
    [
      'data:',
      '  external:',
      ...['list.csv', 'names.txt', 'list.tsv.gz', 'list.json', 'lines.json', 'gone.csv'].map(
        (name) => `    https://example.com/${name}: ${name}`,
      ),
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(query: string) {
  const answer = await new BatchRunner({ cwd: folder, folder, cache: false }).answer({ id: '1', lang: 'kql', query });
  return 'rows' in answer ? answer.rows : answer.error;
}

describe('externaldata', () => {
  it('is answered by the local file that firedrill.yml names, cells converted to the types of the schema', async () => {
    const query =
      'externaldata(Domain:string, Seen:datetime, Hits:long)[h@"https://example.com/list.csv?sig=secret"] with (format="csv", ignoreFirstRecord=true)';
    expect(await run(query)).toEqual([
      ['evil.example', '2026-03-01T10:00:00.0000000Z', 3],
      ['a,b.example', '2026-03-02T00:00:00.0000000Z', null],
    ]);
  });

  it('reads text, other delimiters, gzip, and JSON as a list or by lines', async () => {
    expect(await run('externaldata(Line:string)["https://example.com/names.txt"]')).toEqual([['one'], ['two words']]);
    expect(await run('externaldata(D:string, N:int)["https://example.com/list.tsv.gz"] with (format="tsv")')).toEqual([
      ['evil.example', 5],
    ]);
    const json = (name: string) =>
      run(`externaldata(Domain:string, Tags:dynamic)["https://example.com/${name}"] with (format="multijson")`);
    expect(await json('list.json')).toEqual([
      ['evil.example', ['a']],
      ['', null],
    ]);
    expect(await json('lines.json')).toEqual([
      ['x.example', null],
      ['y.example', { a: 1 }],
    ]);
  });

  it('reads several addresses one after the other, in a join too', async () => {
    const query =
      'let bad = externaldata(Domain:string)["https://example.com/names.txt", "https://example.com/names.txt"]; print D = "one" | where D in (bad) | extend n = toscalar(bad | count)';
    expect(await run(query)).toEqual([['one', 4]]);
  });

  it('is never fetched: an address without a file is said by name, secrets left out', async () => {
    expect(await run('externaldata(a:string)["https://example.com/other.csv?sig=secret"]')).toMatchObject({
      name: 'unsupported-option',
      message: expect.stringMatching(/external data "https:\/\/example\.com\/other\.csv", and nothing is fetched/),
    });
    expect(await run('externaldata(a:string)["https://example.com/gone.csv"]')).toMatchObject({ name: 'data-missing' });
    expect(await run('externaldata(a:string)["https://example.com/list.csv"] with (format="parquet")')).toMatchObject({
      message: 'External data in the format "parquet" is not supported.',
    });
  });

  it('is answered by the file that a test names', async () => {
    write('own.csv', 'alice@example.com\n');
    write('log.json', '{"TimeGenerated":"2026-03-01T10:00:00Z","UserPrincipalName":"alice@example.com"}\n');
    const rule = (file: string) => `id: 0d9e0c1e-0000-4000-8000-000000000002
name: Sign-ins of watched users
description: Users of a list.
kind: NRT
severity: Low
tactics: [InitialAccess]
relevantTechniques: [T1078]
version: 1.0.0
query: |
  let users = externaldata(User:string)["https://example.com/watched.csv"];
  SigninLogs | where UserPrincipalName in (users)
tests:
  - name: Watched
    attack_data: [{ data: log.json, sourcetype: SigninLogs }]
    external_data: { "https://example.com/watched.csv": ${file} }
`;
    write('rule.yaml', rule('own.csv'));
    write('outside.yaml', rule('../../etc/hostname'));
    const verdict = async (file: string) => {
      const session = await openSession({ cwd: folder, what: [join(folder, file)], cache: false, workers: 1 });
      const [planned] = session.tests;
      if (!planned) throw new Error('The rule has no test.');
      const result = await session.run(planned.detection, planned.test);
      await session.close();
      return result;
    };
    expect(await verdict('rule.yaml')).toMatchObject({ verdict: 'pass', results: 1 });
    expect(await verdict('outside.yaml')).toMatchObject({
      verdict: 'error',
      message: expect.stringMatching(/leads out of the repository/),
    });
  });
});
