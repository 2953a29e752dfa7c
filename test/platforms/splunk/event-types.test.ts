import { expect, it } from 'vitest';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

const TYPES: Readonly<Record<string, string>> = {
  here: 'sourcetype=demo',
  elsewhere: 'sourcetype=other',
  through_here: 'eventtype=HERE',
  through_elsewhere: 'eventtype=elsewhere id=7',
  not_elsewhere: 'NOT eventtype=elsewhere',
  either: '(eventtype=elsewhere OR eventtype=through_here) id=7',
  by_pattern: 'eventtype=through_h* id=8',
  by_event: 'eventtype=either user=alice',
  not_by_event: 'eventtype=here NOT eventtype=either',
  of_none: 'eventtype=no_such_type',
  of_itself: 'eventtype=of_itself',
  round: 'eventtype=about id=7',
  about: 'eventtype=round id=7',
  by_tag: 'tag=tagged id=8',
};

temporaryFile('event-types/apps/demo/default/props.conf', '[demo]\nKV_MODE = auto\n');
temporaryFile(
  'event-types/apps/demo/default/eventtypes.conf',
  Object.entries(TYPES)
    .map(([name, search]) => `[${name}]\nsearch = ${search}\n`)
    .join(''),
);
temporaryFile('event-types/apps/demo/default/tags.conf', '[eventtype=through_here]\ntagged = enabled\n');
const path = temporaryFile('event-types.log', 'id=7 user=alice\nid=8 user=bob\n');
const file = { name: 'event-types.log', path, source: '/demo', sourcetype: 'demo', host: 'h1' };

it('hold by what the kind of the event, the event itself and other event types say', () => {
  const rows = runSearch('search * | sort id | table id eventtype', [file], {
    roots: [`${temporaryFolder}/event-types`],
  });
  expect(rows).toEqual([
    { id: '7', eventtype: ['by_event', 'either', 'here', 'not_elsewhere', 'through_here'] },
    { id: '8', eventtype: ['by_pattern', 'by_tag', 'here', 'not_by_event', 'not_elsewhere', 'through_here'] },
  ]);
});

it('hold alike for who asks for one of them, or for one tag', () => {
  const options = { roots: [`${temporaryFolder}/event-types`] };
  const rows = runSearch('search * | sort id | table id eventtype tag', [file], options);
  const idsWith = (field: 'eventtype' | 'tag', text: string): readonly unknown[] =>
    rows.filter((row) => [row[field]].flat().includes(text)).map(({ id }) => id);
  for (const name of Object.keys(TYPES)) {
    const asked = runSearch(`search eventtype=${name.toUpperCase()} | sort id | table id`, [file], options);
    expect([name, asked.map(({ id }) => id)]).toEqual([name, idsWith('eventtype', name)]);
  }
  for (const search of ['tag=Tagged', 'tag::eventtype=tagged']) {
    const asked = runSearch(`search ${search} | sort id | table id`, [file], options);
    expect(asked.map(({ id }) => id)).toEqual(idsWith('tag', 'tagged'));
  }
  expect(runSearch('search tag=none OR tag::user=tagged', [file], options)).toEqual([]);
});
