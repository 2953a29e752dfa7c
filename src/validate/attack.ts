import { readFileSync } from 'node:fs';
import { once } from '../util/once.ts';

interface TacticEntry {
  readonly id: string;
  readonly name: string;
  /** `command-and-control`: as Sigma writes it. */
  readonly slug: string;
  /** `CommandAndControl`: as Sentinel writes it. */
  readonly sentinel: string;
}

interface AttackFile {
  readonly tactics: readonly TacticEntry[];
  readonly techniques: Readonly<Record<string, { readonly name: string; readonly tactics: readonly string[] }>>;
  readonly redirects: Readonly<Record<string, string>>;
  readonly next: {
    readonly tactic_slugs: readonly string[];
    readonly redirects_from_v18: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
    readonly ids_in_use_absent_from_v18: Readonly<Record<string, unknown>>;
  };
}

/** ATT&CK as firedrill pins it: version 18 whole, version 19 where it is public. */
export interface AttackTable {
  isTechnique(id: string): boolean;
  isTactic(slug: string): boolean;
  /** Whether Sentinel's name of a tactic, in any case, is known. */
  isSentinelTactic(name: string): boolean;
  /** Where a retired technique went. */
  redirect(id: string): string | undefined;
  /** Where version 19 moved a technique of version 18. */
  successor(id: string): { readonly id: string; readonly name: string } | undefined;
  /** The tactics of a technique as Sentinel writes them; undefined when the table lacks the technique. */
  tacticsOf(id: string): readonly string[] | undefined;
  techniqueIds(): Iterable<string>;
  /** The name of a technique, also of one that came with version 19. */
  nameOf(id: string): string | undefined;
  /** Tactics in the order of the matrix, each with its techniques, sub-techniques left out. */
  matrix(): readonly MatrixColumn[];
}

export interface MatrixColumn {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly techniques: readonly string[];
}

let table: AttackTable | undefined;

/** Reads `knowledge/attack/techniques.json` when it is first asked for. */
export function attackTable(): AttackTable {
  table ??= readTable();
  return table;
}

function readTable(): AttackTable {
  const path = new URL('../../knowledge/attack/techniques.json', import.meta.url);
  const { tactics, techniques, redirects, next } = JSON.parse(readFileSync(path, 'utf8')) as AttackFile;
  const slugs = new Set([...tactics.map(({ slug }) => slug), ...next.tactic_slugs]);
  const sentinelNames = new Map(tactics.map(({ slug, sentinel }) => [slug, sentinel]));
  const sentinelTactics = new Set(tactics.map(({ sentinel }) => sentinel.toLowerCase()));
  const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  return {
    isTechnique: (id) =>
      Object.hasOwn(techniques, id) || Object.hasOwn(next.ids_in_use_absent_from_v18, id) || isNewId(next, id),
    isTactic: (slug) => slugs.has(slug),
    isSentinelTactic: (name) => sentinelTactics.has(name.toLowerCase()),
    redirect: (id) => own(redirects, id),
    successor: (id) => own(next.redirects_from_v18, id),
    tacticsOf: (id) => own(techniques, id)?.tactics.map((slug) => sentinelNames.get(slug) ?? slug),
    techniqueIds: () => Object.keys(techniques),
    nameOf: (id) =>
      own(techniques, id)?.name ?? Object.values(next.redirects_from_v18).find((redirect) => redirect.id === id)?.name,
    matrix: once(() =>
      tactics.map(({ id, name, slug }) => ({
        id,
        name,
        slug,
        techniques: Object.keys(techniques).filter(
          (technique) => !technique.includes('.') && own(techniques, technique)?.tactics.includes(slug),
        ),
      })),
    ),
  };
}

const isNewId = (next: AttackFile['next'], id: string): boolean =>
  Object.values(next.redirects_from_v18).some((redirect) => redirect.id === id);
