import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runSearch } from '../platforms/splunk/run-search.ts';

interface Process {
  readonly second: number;
  readonly host: string;
  readonly user: string;
  readonly image: string;
  readonly parent: string | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'firedrill-property-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400;
const RUNS = { numRuns: 15 };

const processes = fc.array(
  fc.record({
    second: fc.integer({ min: 0, max: 3 * DAY }),
    host: fc.constantFrom('ws1.example.com', 'ws2.example.com', 'WS1.example.com'),
    user: fc.constantFrom('CORP\\alice', 'CORP\\bob', 'alice', '-'),
    image: fc.constantFrom('C:\\Windows\\System32\\cmd.exe', 'C:\\Windows\\System32\\CMD.EXE', 'C:\\Tools\\whoami.exe'),
    parent: fc.constantFrom('C:\\Windows\\explorer.exe', 'C:\\Windows\\System32\\cmd.exe', undefined),
  }),
  { minLength: 1, maxLength: 8 },
);

const data = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<Data Name='${name}'>${value}</Data>`;

/** A process that Sysmon saw start, as an event in XML. */
const eventOf = ({ second, host, user, image, parent }: Process): string =>
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/>" +
  `<EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>` +
  `<TimeCreated SystemTime='${new Date(START + second * 1000).toISOString()}'/><Computer>${host}</Computer></System>` +
  `<EventData>${data('Image', image)}${data('CommandLine', image)}${data('User', user)}${data('ParentImage', parent)}</EventData></Event>`;

function run(search: string, events: readonly Process[]): readonly Readonly<Record<string, unknown>>[] {
  const path = join(folder, 'sysmon.log');
  writeFileSync(path, events.map((event) => `${eventOf(event)}\n`).join(''));
  const source = 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational';
  return runSearch(search, [{ name: 'sysmon.log', path, source, sourcetype: 'XmlWinEventLog' }]);
}

const STATISTICS =
  'count min(_time) AS first max(_time) AS last values(Processes.process_name) AS names dc(Processes.user) AS users';
const filters = fc.constantFrom(
  'Processes.process_name=cmd*',
  'Processes.user=alice OR Processes.user=bob Processes.process_name!=whoami.exe',
  'NOT Processes.parent_process_name=*',
  'Processes.dest IN (ws1*, ws3*)',
  '*',
);
const keys = fc.constantFrom(
  '',
  'by Processes.dest',
  'by Processes.user Processes.process_name',
  'by Processes.parent_process_name',
);

describe('data models', () => {
  it('the events that the properties run over are in the dataset', () => {
    const event = {
      second: 1,
      host: 'ws1.example.com',
      user: 'CORP\\alice',
      image: 'C:\\a\\cmd.exe',
      parent: undefined,
    };
    expect(run('| tstats count from datamodel=Endpoint.Processes by Processes.dest', [event])).toEqual([
      { 'Processes.dest': 'ws1.example.com', count: '1' },
    ]);
  });

  it('tstats is datamodel, search and stats', () => {
    fc.assert(
      fc.property(processes, filters, keys, (events, filter, by) => {
        const summary = run(`| tstats ${STATISTICS} from datamodel=Endpoint.Processes where ${filter} ${by}`, events);
        const steps = run(
          `| datamodel Endpoint Processes search | search ${filter} | stats ${STATISTICS} ${by}`,
          events,
        );
        expect(summary).toEqual(steps);
      }),
      RUNS,
    );
  });

  it('from gives the same under bare names', () => {
    const bare = (text: string): string => text.replaceAll('Processes.', '');
    fc.assert(
      fc.property(processes, filters, keys, (events, filter, by) => {
        const summary = run(
          `| tstats ${STATISTICS} from datamodel=Endpoint.Processes where ${filter} ${by} | rename Processes.* AS *`,
          events,
        );
        const steps = run(
          `| from datamodel:Endpoint.Processes | search ${bare(filter)} | stats ${bare(STATISTICS)} ${bare(by)}`,
          events,
        );
        expect(summary).toEqual(steps);
      }),
      RUNS,
    );
  });

  it('the order of the events changes nothing', () => {
    fc.assert(
      fc.property(
        processes.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        keys,
        ([events, shuffled], by) => {
          const search = `| tstats ${STATISTICS} from datamodel=Endpoint.Processes ${by}`;
          expect(run(search, shuffled)).toEqual(run(search, events));
        },
      ),
      RUNS,
    );
  });

  it('events twice count twice, and say nothing new', () => {
    fc.assert(
      fc.property(processes, keys, (events, by) => {
        const search = `| tstats ${STATISTICS} from datamodel=Endpoint.Processes ${by}`;
        expect(run(search, [...events, ...events])).toEqual(run(`${search} | eval count=count*2`, events));
      }),
      RUNS,
    );
  });

  it('events some days later are in buckets some days later', () => {
    fc.assert(
      fc.property(
        processes,
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom('10m', '1h', '1d'),
        (events, days, span) => {
          const later = events.map((event) => ({ ...event, second: event.second + days * DAY }));
          const search = `| tstats count from datamodel=Endpoint.Processes by _time span=${span}`;
          expect(run(search, later)).toEqual(run(`${search} | eval _time=_time+${days * DAY}`, events));
          const rest = '| search process_name=cmd* | stats count max(_time) AS last by user';
          expect(run(`| from datamodel:Endpoint.Processes ${rest}`, later)).toEqual(
            run(`| from datamodel:Endpoint.Processes ${rest} | eval last=last+${days * DAY}`, events),
          );
        },
      ),
      RUNS,
    );
  });
});

describe('raw events', () => {
  it.each([
    'search * | stats count dc(user) values(host) by process_name',
    'search user=* | stats count by user host',
    'search cmd.exe OR whoami | stats count min(_time) max(_time)',
    'search * | bin _time span=1h | stats count by _time',
  ])('%s: their order changes nothing', (search) => {
    fc.assert(
      fc.property(
        processes.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          expect(run(search, shuffled)).toEqual(run(search, events));
        },
      ),
      RUNS,
    );
  });
});
