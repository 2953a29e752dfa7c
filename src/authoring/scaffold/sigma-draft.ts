import { openEventSource } from '../../data/event-source.ts';
import type { EventDocument, LogFile } from '../../data/record.ts';
import { fieldsOf, logsourceOf, routeOf } from '../../platforms/sigma/index.ts';
import { UsageError } from '../../util/usage-error.ts';
import { chooseClauses } from './choose-clauses.ts';
import type { Draft, DraftRequest } from './draft.ts';
import { type Clause, meets, RAW, type SeenEvent } from './seen-event.ts';

interface SigmaEvent extends SeenEvent {
  readonly document: EventDocument;
}

/** A rule over the chosen events, under Sigma's names of their fields. */
export function draftSigma(request: DraftRequest, log: LogFile, chosen: ReadonlySet<number>): Draft {
  const events = sigmaEvents(log);
  const picked = events.filter(({ record }) => chosen.has(record));
  const [first] = picked;
  if (!first) throw new UsageError('None of the chosen events is in the log.');
  const logsource = logsourceOf(first.document, request.stem);
  const route = routeOf(logsource);
  if (!picked.every(({ document }) => route.accepts(document))) {
    throw new UsageError(
      `The chosen events belong to different logsources (${kindsOf(picked, request.stem)}): choose those of one with --event or --matching.`,
    );
  }
  const ofKind = events.filter(({ document }) => route.accepts(document));
  const fixed: Clause[] = [];
  const eventId = first.fields.get('EventID');
  if (first.document.kind === 'windows' && logsource.category === undefined && eventId !== undefined) {
    const clause: Clause = { field: 'EventID', operator: 'equals', value: eventId };
    if (picked.every((event) => meets(event, clause))) fixed.push(clause);
  }
  const near = ofKind.filter((event) => !chosen.has(event.record) && fixed.every((clause) => meets(event, clause)));
  const clauses = [...fixed, ...chooseClauses(picked, near, new Set(['EventID']))];
  const selection: Record<string, string> = {};
  const keywords: string[] = [];
  for (const { field, operator, value } of clauses) {
    if (field === RAW) keywords.push(escapeSigma(value));
    else selection[operator === 'equals' ? field : `${field}|${operator}`] = escapeSigma(value);
  }
  const parts = [
    ...(Object.keys(selection).length > 0 ? ['selection'] : []),
    ...(keywords.length > 0 ? ['keywords'] : []),
  ];
  const shown = clauses.find(({ field }) => field !== RAW)?.field;
  return {
    document: {
      title: request.name,
      id: request.id,
      status: 'experimental',
      description: `Drafted from ${picked.length === 1 ? 'one recorded event' : `${picked.length} recorded events`}. Say here what the rule finds and why it matters.`,
      references: [],
      author: request.author,
      date: request.today,
      ...(request.technique && {
        tags: [
          ...request.technique.tactics.map((tactic) => `attack.${slugOf(tactic)}`),
          `attack.${request.technique.id.toLowerCase()}`,
        ],
      }),
      logsource,
      detection: {
        ...(parts.includes('selection') && { selection }),
        ...(parts.includes('keywords') && { keywords }),
        condition: parts.join(' and '),
      },
      falsepositives: ['Unknown'],
      level: 'medium',
    },
    row: shown === undefined ? {} : { [shown]: first.fields.get(shown) as string },
    reads: `logsource ${Object.entries(logsource)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}`,
    notes: [],
  };
}

function sigmaEvents(log: LogFile): readonly SigmaEvent[] {
  const events: SigmaEvent[] = [];
  for (const batch of openEventSource([log]).read(0, { batchSize: 1024, report: () => undefined })) {
    for (let row = 0; row < batch.length; row += 1) {
      const document = batch.document(row);
      const fields = new Map<string, string>();
      const read = fieldsOf(document);
      for (const name of read.names()) {
        const value = read.get(name);
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
          if (value !== '') fields.set(name, String(value));
        }
      }
      if (document.kind === 'text') fields.set(RAW, batch.raw(row));
      events.push({ record: batch.record(row), fields, document });
    }
  }
  return events;
}

/** `*` and `?` are wildcards in a value, and a backslash escapes them and itself. */
const escapeSigma = (value: string): string =>
  value.replace(/\\+(?=[\\*?])|[*?]/g, (match) =>
    match.startsWith('\\') ? match.replace(/\\/g, '\\\\') : `\\${match}`,
  );

/** `command-and-control` of `CommandAndControl`. */
const slugOf = (tactic: string): string => tactic.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

const MOST_NUMBERS = 5;

/** `dns_query: events 5, 12; network_connection: event 8`. */
function kindsOf(events: readonly SigmaEvent[], stem: string): string {
  const byKind = new Map<string, number[]>();
  for (const { document, record } of events) {
    const { category, service, product } = logsourceOf(document, stem);
    const kind = category ?? service ?? product ?? 'others';
    byKind.set(kind, [...(byKind.get(kind) ?? []), record]);
  }
  return Array.from(byKind, ([kind, numbers]) => {
    const shown = numbers.slice(0, MOST_NUMBERS).join(', ') + (numbers.length > MOST_NUMBERS ? ', …' : '');
    return `${kind}: event${numbers.length === 1 ? '' : 's'} ${shown}`;
  }).join('; ');
}
