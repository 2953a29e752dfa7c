import { describe, expect, it } from 'vitest';
import { boundSearch } from '../../src/live/splunk/bound-search.ts';

const indexes = new Map([
  ['main', 'main_fd_1'],
  ['risk', 'risk_fd_1'],
]);
const one = new Map([['main', 'main_fd_1']]);
const bound = (search: string): string => boundSearch(search, { indexes: one }).replace(/\s+/g, ' ');

describe('a search held to staged events', () => {
  it.each([
    ['EventCode=1', 'index=main_fd_1 (EventCode=1)'],
    ['search EventCode=1 OR b=2 | stats count', 'search index=main_fd_1 ( EventCode=1 OR b=2) | stats count'],
    ['search * | head 1', 'search index=main_fd_1 * | head 1'],
    ['index=main sourcetype=x', 'index=main_fd_1 (index=main_fd_1 sourcetype=x)'],
    ['index="MAIN" "index=main"', 'index=main_fd_1 (index="main_fd_1" "index=main")'],
    ['index IN (main, other)', 'index=main_fd_1 (index IN (main_fd_1, other))'],
    ['index=* | where index!="main"', 'index=main_fd_1 (index=*) | where index!="main_fd_1"'],
    ['| tstats count', '| tstats count where index=main_fd_1'],
    ['| tstats count by host', '| tstats count where index=main_fd_1 by host'],
    [
      '| tstats count from datamodel=A.B where B.x=1 OR B.y=2 by B.user',
      '| tstats count from datamodel=A.B where index=main_fd_1 ( B.x=1 OR B.y=2) by B.user',
    ],
    [
      '| tstats values(where) AS by_x count where index=main by x',
      '| tstats values(where) AS by_x count where index=main_fd_1 ( index=main_fd_1) by x',
    ],
    ['| from datamodel:A.B | stats count', '| from datamodel:A.B | search index=main_fd_1 | stats count'],
    ['| datamodel A B search | head 1', '| datamodel A B search | search index=main_fd_1 | head 1'],
    ['| inputlookup a | append [search x=1]', '| inputlookup a | append [search index=main_fd_1 ( x=1)]'],
    ['a [| inputlookup b | fields c]', 'index=main_fd_1 (a [| inputlookup b | fields c])'],
    [
      'a | join x [| tstats count by x] | appendpipe [search y=1]',
      'index=main_fd_1 (a) | join x [| tstats count where index=main_fd_1 by x] | appendpipe [search y=1]',
    ],
    ['a | search b | where c', 'index=main_fd_1 (a) | search b | where c'],
    ['| makeresults | eval a="[search x]"', '| makeresults | eval a="[search x]"'],
    [
      '| multisearch [search a] [search b]',
      '| multisearch [search index=main_fd_1 ( a)] [search index=main_fd_1 ( b)]',
    ],
    [
      '| tstats prestats=t count where a | tstats prestats=t append=t count where b',
      '| tstats prestats=t count where index=main_fd_1 ( a) | tstats prestats=t append=t count where index=main_fd_1 ( b)',
    ],
  ])('%s', (search, expected) => {
    expect(bound(search)).toBe(expected);
  });

  it('asks for all indexes that hold events, and for the host that tells them from others', () => {
    expect(boundSearch('a', { indexes })).toBe('(index=main_fd_1 OR index=risk_fd_1) (a)');
    expect(
      boundSearch('index=risk', {
        indexes: new Map([
          ['main', 't'],
          ['risk', 't'],
        ]),
        host: 'firedrill-1',
      }),
    ).toBe('index=t host="firedrill-1" (index=t)');
  });

  it.each(['| savedsearch x', '| rest /services/server/info', '| loadjob 1', '| metadata type=hosts'])(
    'refuses %s',
    (search) => {
      expect(() => bound(search)).toThrow('cannot be told from others');
    },
  );
});
