import { describe, expect, it } from 'vitest';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

const root = `${temporaryFolder}/knowledge`;
temporaryFile(
  'knowledge/apps/demo/default/props.conf',
  `
[demo]
KV_MODE = none
EXTRACT-a = id=(?<id>\\d+)
REPORT-b = demo-user
FIELDALIAS-a = user AS account missing AS gone id AS number
FIELDALIAS-b = user ASNEW number
EVAL-left = account
EVAL-right = coalesce(left, "not seen")
EVAL-user = upper(user)
LOOKUP-a = demo_names id OUTPUT full
LOOKUP-b = demo_names id AS full OUTPUTNEW id AS again
`,
);
temporaryFile(
  'knowledge/apps/demo/default/transforms.conf',
  '[demo-user]\nREGEX = user=(\\w+)\nFORMAT = user::$1 gone::$1\n[demo_names]\nfilename = demo.csv\n',
);
temporaryFile('knowledge/apps/demo/lookups/demo.csv', 'id,full\n7,Alice Example\n');
temporaryFile(
  'knowledge/apps/demo/default/eventtypes.conf',
  '[demo_named]\nsearch = sourcetype=demo full=*\n[demo_nested]\nsearch = eventtype=demo_named id=7\n[off]\nsearch = *\ndisabled = 1\n',
);
temporaryFile(
  'knowledge/apps/demo/default/tags.conf',
  '[eventtype=demo_named]\nnamed = enabled\nnot = disabled\n[id=8]\neight = enabled\n',
);
temporaryFile('knowledge/apps/demo/local/props.conf', '[demo]\nEVAL-left = "local ".account\n');
const log = temporaryFile('demo.log', 'id=7 user=alice 2026-01-02T03:04:05Z\nid=8 user=bob\n');
const file = { name: 'demo.log', path: log, source: '/demo', sourcetype: 'demo', host: 'h1' };

describe('search-time operations', () => {
  it('go in the order of Splunk, each seeing the ones before it', () => {
    const fields = 'id user account number gone left right full again eventtype tag tag::eventtype tag::id host index';
    expect(runSearch(`search * | sort id | table ${fields}`, [file], { roots: [root] })).toEqual([
      {
        id: '7',
        user: 'ALICE',
        account: 'alice',
        number: '7',
        left: 'local alice',
        right: 'not seen',
        full: 'Alice Example',
        eventtype: ['demo_named', 'demo_nested'],
        tag: 'named',
        'tag::eventtype': 'named',
        host: 'h1',
        index: 'main',
      },
      {
        id: '8',
        user: 'BOB',
        account: 'bob',
        number: '8',
        left: 'local bob',
        right: 'not seen',
        tag: 'eight',
        'tag::id': 'eight',
        host: 'h1',
        index: 'main',
      },
    ]);
  });

  it('takes the time of the event before where an event has none', () => {
    expect(runSearch('search * | table id _time', [file], { roots: [root] })).toEqual([
      { id: '7', _time: '1767323045' },
      { id: '8', _time: '1767323045' },
    ]);
  });
});
