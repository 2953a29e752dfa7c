import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from './random.ts';

/** Logsources and how many of a hundred rules have them, as in a large public collection. */
const SOURCES: readonly (readonly [category: string, share: number, fields: readonly string[]])[] = [
  ['process_creation', 58, ['CommandLine', 'Image', 'ParentImage', 'OriginalFileName', 'ParentCommandLine']],
  ['registry_set', 12, ['TargetObject', 'Details', 'Image']],
  ['file_event', 12, ['TargetFilename', 'Image']],
  ['image_load', 7, ['ImageLoaded', 'Image']],
  ['network_connection', 5, ['DestinationHostname', 'Image', 'DestinationPort']],
  ['process_access', 3, ['TargetImage', 'SourceImage', 'GrantedAccess']],
  ['dns_query', 3, ['QueryName', 'Image']],
];
const STEMS = [
  'inst',
  'regs',
  'cert',
  'mshta',
  'wmic',
  'sched',
  'tasks',
  'power',
  'dump',
  'cred',
  'proxy',
  'crypt',
  'shell',
  'query',
  'vss',
  'bits',
];
const ENDINGS = ['.exe', '.dll', '.ps1', '.bat', '.tmp', '.dat'];

/** Writes rules as people write them: a program by its path, some words of a command line, an exception or two. */
export function writeSigmaRules(folder: string, count: number): void {
  const random = seededRandom(11);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const word = (): string => `${pick(STEMS)}${below(4000).toString(36)}`;
  const source = (): (typeof SOURCES)[number] => {
    let at = below(100);
    for (const one of SOURCES) {
      if (at < one[1]) return one;
      at -= one[1];
    }
    return SOURCES[0] as (typeof SOURCES)[number];
  };
  const item = (field: string): readonly [string, unknown] => {
    if (field === 'DestinationPort') return [field, 1024 + below(60_000)];
    if (field === 'GrantedAccess') return [field, `0x${(below(0xffff) + 0x1000).toString(16)}`];
    if (/CommandLine|TargetObject|Details/.test(field)) {
      const values = Array.from({ length: 1 + below(5) }, () => ` ${pick(['-', '/', ''])}${word()} `);
      if (below(12) === 0) return [`${field}|re`, `${word()}\\s+[0-9a-f]{4,}`];
      return [`${field}|contains${below(4) === 0 ? '|all' : ''}`, values];
    }
    const values = Array.from({ length: 1 + below(4) }, () => `\\${word()}${pick(ENDINGS)}`);
    return [`${field}|endswith`, values];
  };
  for (let at = 0; at < count; at += 1) {
    const [category, , fields] = source();
    const selection = Object.fromEntries(fields.slice(0, 1 + below(2)).map(item));
    const filters = Array.from({ length: below(3) }, (_, index) => [
      `filter_${index}`,
      Object.fromEntries([item(pick(fields))]),
    ]);
    const rule = {
      title: `Synthetic rule ${at}`,
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      status: 'test',
      description: 'Looks for what nobody runs.',
      author: 'firedrill',
      date: '2026-01-01',
      tags: ['attack.execution', 'attack.t1059'],
      logsource: { product: 'windows', category },
      detection: {
        selection,
        ...Object.fromEntries(filters),
        condition: filters.length > 0 ? 'selection and not 1 of filter_*' : 'selection',
      },
      falsepositives: ['Unknown'],
      level: 'medium',
    };
    writeFileSync(join(folder, `rule-${at}.yml`), yaml(rule, ''));
  }
}

/** Block style, as rules are written. */
function yaml(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.map((entry) => `${indent}- ${JSON.stringify(entry)}\n`).join('');
  return Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? `${indent}${key}:\n${yaml(inner, `${indent}    `)}`
        : `${indent}${key}: ${JSON.stringify(inner)}\n`,
    )
    .join('');
}
