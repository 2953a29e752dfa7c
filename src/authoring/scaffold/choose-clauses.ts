import { type Clause, meets, RAW, type SeenEvent } from './seen-event.ts';

/** Fields that say what happened, the most telling first; compared without case, `_`, `.` and what encloses them. */
const TELLING: readonly string[] = [
  'originalfilename',
  'commandline',
  'processcommandline',
  'process',
  'image',
  'exe',
  'processpath',
  'processname',
  'newprocessname',
  'parentimage',
  'parentprocessname',
  'targetobject',
  'registrykey',
  'registrypath',
  'targetfilename',
  'filepath',
  'filename',
  'destinationhostname',
  'dsthostname',
  'queryname',
  'dnsquery',
  'query',
  'scriptblocktext',
  'imageloaded',
  'pipename',
  'servicename',
  'imagepath',
  'eventname',
  'eventsource',
  'operationname',
  'operation',
  'activity',
  'action',
  'eventtype',
  'requesturi',
  'url',
  'useragent',
  'destinationport',
  'destport',
  'dstportnumber',
  'comm',
  'type',
  'syslogmessage',
  'message',
];

/** Fields whose values belong to one event or one machine: a query about them finds this recording only. */
const PASSING =
  /time|date|guid|uuid|^_|(?:^|[._])(?:id|uid|pid|tid)$|(?:process|thread|record|logon|session|activity|tenant|request|event)_?id$|hash|md5|sha\d|^imphash|computer|^host$|^hostname|^dvc|^dest$|^src$|^source$|^sourcetype$|^index$|eventtype|^tag|punct|linecount|splunk_server|version|level|task|opcode|keywords|severity|serial|sequence|msg$|sourceport|src_?port|srcport|ip$|_ip$|ipaddr|ipaddress|accountdomain|user|account|sid$|renderedxml|parameterxml|eventdata$|^type$|channel|provider|description|company|product|resourceid|pri(?:ority)?$/i;

const MOST_CLAUSES = 3;
const LONGEST_VALUE = 160;
const SHORTEST_TOKEN = 4;

interface Candidate {
  readonly clause: Clause;
  readonly rank: number;
}

/**
 * Clauses that all chosen events meet and as few others as possible: greedily the one that leaves out most of what is
 * left, of equals the more telling.
 */
export function chooseClauses(
  chosen: readonly SeenEvent[],
  others: readonly SeenEvent[],
  avoided: ReadonlySet<string> = new Set(),
): readonly Clause[] {
  const candidates = candidatesFor(chosen, others, avoided);
  const clauses: Clause[] = [];
  let left = others;
  while (clauses.length < MOST_CLAUSES && (left.length > 0 || clauses.length === 0)) {
    const free = candidates.filter(({ clause }) => clauses.every(({ field }) => field !== clause.field));
    const scored = free.map(({ clause, rank }) => {
      const kept = left.filter((event) => meets(event, clause));
      const share = left.length === 0 ? 0 : 1 - kept.length / left.length;
      return { clause, kept, share, score: share - rank * RANK_WEIGHT };
    });
    const [best] = scored.sort((a, b) => b.score - a.score);
    if (!best || (clauses.length > 0 && best.share === 0)) break;
    clauses.push(best.clause);
    left = best.kept;
  }
  return clauses;
}

const RANK_WEIGHT = 0.004;
const UNTOLD_RANK = 70;
const RAW_RANK = 120;
const NUMBER_RANK = 20;

function candidatesFor(
  chosen: readonly SeenEvent[],
  others: readonly SeenEvent[],
  avoided: ReadonlySet<string>,
): readonly Candidate[] {
  const [first, ...rest] = chosen;
  if (!first) return [];
  return [...first.fields].flatMap(([field, value]): readonly Candidate[] => {
    if (avoided.has(field)) return [];
    const rank = rankOf(field);
    if (rank === undefined) return [];
    const clauses = [...wholeClauses(field, value), ...tokenClauses(field, value, others)];
    const fitting = clauses.filter((clause) => rest.every((event) => meets(event, clause)));
    // A value with words says more than a number.
    const worded = (text: string) => (/[A-Za-z]{2}/.test(text) ? 0 : NUMBER_RANK);
    return fitting.map((clause, at) => ({ clause, rank: rank + worded(clause.value) + at * 0.1 }));
  });
}

function rankOf(field: string): number | undefined {
  if (field === RAW) return RAW_RANK;
  const plain = (field.split('.').at(-1) ?? field).replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const told = TELLING.indexOf(plain);
  if (told >= 0) return told;
  return PASSING.test(field) || PASSING.test(plain) ? undefined : UNTOLD_RANK;
}

function wholeClauses(field: string, value: string): readonly Clause[] {
  if (field === RAW || value === '' || value === '-' || value.length > LONGEST_VALUE || /[\r\n]/.test(value)) return [];
  const path = /^(?:[A-Za-z]:\\|\\\\|\/).*([\\/][^\\/\s]+)$/.exec(value);
  if (path) return [{ field, operator: 'endswith', value: path[1] as string }];
  return [{ field, operator: 'equals', value }];
}

/** The words of a longer text that the fewest other events have, the longer one first among equals. */
function tokenClauses(field: string, value: string, others: readonly SeenEvent[]): readonly Clause[] {
  if (!/\s/.test(value)) return [];
  const tokens = new Set(value.slice(0, 4096).match(/[A-Za-z0-9._-]+/g) ?? []);
  const telling = [...tokens].filter(
    (token) => token.length >= SHORTEST_TOKEN && /^[A-Za-z][A-Za-z0-9.]*$/.test(token),
  );
  return telling
    .map((token): Clause => ({ field, operator: 'contains', value: token }))
    .map((clause) => ({ clause, common: others.slice(0, 500).filter((event) => meets(event, clause)).length }))
    .sort((a, b) => a.common - b.common || b.clause.value.length - a.clause.value.length)
    .slice(0, 3)
    .map(({ clause }) => clause);
}
