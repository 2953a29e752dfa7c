import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../content/kind.ts';
import type { Content } from '../content/load.ts';
import type { Detection } from '../content/model.ts';
import { compareDiagnostics, createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START } from '../diagnostics/diagnostic.ts';
import { append } from '../util/append.ts';
import { compareDates } from './base-dates.ts';

/** What does not reach the workspace: a change of it alone needs no new version. */
const NOT_BUILT: ReadonlySet<string> = new Set(['version', 'date', 'modification_date', 'modified', 'tests']);

/** What contentctl leaves out of the saved search: a change of it neither needs a new version nor forbids one. */
const NOT_IN_STANZA: ReadonlySet<string> = new Set(['author', 'references']);

/** What a comparison knows beside the two states. */
export interface Surroundings {
  /** Content with ids that are missing from the current state, where it lies outside of the paths that are looked at. */
  readonly elsewhere?: readonly Detection[];
  /** Decides whether the date of an earlier change may be that of this one, too. Default: it never may. */
  readonly now?: Date;
}

/**
 * How content may change: the id never, the version upwards and whenever what is deployed changes, and nothing goes
 * that was not deprecated before.
 */
export function compareWithBase(
  base: Content,
  current: Content,
  { elsewhere = [], now: today }: Surroundings = {},
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const known = new Set([...elsewhere.map(key), ...current.detections.flatMap(replacedIds)]);
  const currentById = new Map(current.detections.map((detection) => [key(detection), detection]));
  const currentByFile = new Map(current.detections.map((detection) => [detection.file, detection]));
  const currentByName = new Map(current.detections.map((detection) => [named(detection), detection]));
  const baseIds = new Set(base.detections.map(key));
  for (const before of base.detections) {
    if (before.id === '') continue;
    const now = currentById.get(key(before));
    if (now) {
      append(diagnostics, [...compareVersions(before, now), ...compareDates(before, now, built, today)]);
      continue;
    }
    if (known.has(key(before)) || isUnreadable(current, before)) continue;
    const successor = currentByFile.get(before.file) ?? currentByName.get(named(before));
    if (successor && !baseIds.has(key(successor))) {
      diagnostics.push(
        createDiagnostic(
          'id-changed',
          successor.file,
          successor.document.at(['id']),
          `The id was "${before.id}" and is ${successor.id === '' ? 'missing' : `"${successor.id}"`}.`,
          { hint: 'Keep the id: deployed rules and findings are known by it.' },
        ),
      );
    } else if (!wasRetired(before) && !isRemoved(current, before)) {
      const hint = 'Deprecate it first, so that those who use it learn of it.';
      diagnostics.push(
        createDiagnostic('silently-removed', before.file, FILE_START, `"${before.name}" (${before.id}) is gone.`, {
          hint,
        }),
      );
    }
  }
  return diagnostics.sort(compareDiagnostics);
}

const key = ({ id }: Detection): string => id.toLowerCase();

const named = ({ kind, name }: Detection): string => `${kind} ${name}`;

/** Sentinel has no status: a rule that goes says so in its name, as in `[Deprecated] Rare logon`. */
const wasRetired = ({ language, status, name }: Detection): boolean =>
  /^(deprecated|removed|unsupported)$/i.test(status ?? '') ||
  (language === 'kql' && /^deprecated\b|[[(]deprecated[\])]/i.test(name.trim()));

const REPLACES: ReadonlySet<unknown> = new Set(['obsolete', 'obsoletes', 'renamed', 'merged']);

/** The ids of the rules in whose place a Sigma rule says it stands. */
function replacedIds({ document }: Detection): readonly string[] {
  const related = isMapping(document.value) ? document.value['related'] : undefined;
  if (!Array.isArray(related)) return [];
  return related
    .filter(isMapping)
    .filter(({ type }) => REPLACES.has(type))
    .flatMap(({ id }) => (typeof id === 'string' ? [id.toLowerCase()] : []));
}

/** What a file that cannot be read holds is not gone. */
const isUnreadable = ({ diagnostics, sources }: Content, { file, id }: Detection): boolean =>
  diagnostics.some(
    (found) =>
      found.severity === 'error' &&
      (found.file === file || sources.get(found.file)?.text.toLowerCase().includes(id.toLowerCase())),
  );

const isRemoved = ({ objects }: Content, { id }: Detection): boolean =>
  objects.some((object) => object.kind === 'escu-removed' && object.id?.toLowerCase() === id.toLowerCase());

function compareVersions(before: Detection, now: Detection): readonly Diagnostic[] {
  const [old, fresh] = [before, now].map(versionOf);
  if (!old || !fresh) return [];
  const order = compareNumbers(fresh, old);
  const place = now.document.at(['version']);
  if (order < 0) {
    const message = `The version was ${old.join('.')} and is ${fresh.join('.')}.`;
    return [createDiagnostic('version-lowered', now.file, place, message)];
  }
  const isSame = isDeepStrictEqual(built(before), built(now));
  const next = [...old.slice(0, -1), (old.at(-1) ?? 0) + 1].join('.');
  if (order > 0) {
    if (isSame) {
      if (!isDeepStrictEqual(built(before, NONE), built(now, NONE))) return [];
      const message = `The version was raised from ${old.join('.')}, and what is deployed stays the same.`;
      const hint = 'Leave it: a new version has everybody look for what is new.';
      return [createDiagnostic('version-raised-alone', now.file, place, message, { hint })];
    }
    const isNext = fresh.some(
      (number, index) =>
        number === (old[index] ?? 0) + 1 &&
        fresh.slice(0, index).every((earlier, at) => earlier === (old[at] ?? 0)) &&
        fresh.slice(index + 1).every((later) => later === 0),
    );
    if (isNext) return [];
    const message = `The version jumps from ${old.join('.')} to ${fresh.join('.')}.`;
    return [createDiagnostic('version-skipped', now.file, place, message, { hint: `Make it ${next}.` })];
  }
  if (isSame) return [];
  return [
    createDiagnostic(
      'version-not-raised',
      now.file,
      place,
      `The content changed and its version is ${old.join('.')} still.`,
      {
        hint: `Make it ${next}.`,
        fix: { text: next, isSafe: true, expects: old.join('.') },
      },
    ),
  ];
}

/** `2` or `1.0.3` as numbers; undefined for what has no version (Sigma) or a strange one. */
function versionOf({ document }: Detection): readonly number[] | undefined {
  const version = isMapping(document.value) ? document.value['version'] : undefined;
  const text = typeof version === 'string' || typeof version === 'number' ? String(version).trim() : '';
  return /^\d+(\.\d+)*$/.test(text) ? text.split('.').map(Number) : undefined;
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const NONE: ReadonlySet<string> = new Set();

/** What is deployed of a detection, the same for what is the same there: blank ends and the quotes of a number are none. */
function built(
  { kind, document }: Detection,
  left: ReadonlySet<string> = kind === 'escu-detection' ? NOT_IN_STANZA : NONE,
): Readonly<Record<string, unknown>> {
  const value = isMapping(document.value) ? document.value : {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !NOT_BUILT.has(name) && !left.has(name))
      .map(([name, entry]) => [name, normal(entry)]),
  );
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, normal(entry)]));
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : value;
}
