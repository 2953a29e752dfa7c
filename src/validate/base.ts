import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../content/kind.ts';
import type { Content } from '../content/load.ts';
import type { Detection } from '../content/model.ts';
import { compareDiagnostics, createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START } from '../diagnostics/diagnostic.ts';
import { append } from '../util/append.ts';

/** What does not reach the workspace: a change of it alone needs no new version. */
const NOT_BUILT: ReadonlySet<string> = new Set(['version', 'date', 'modification_date', 'modified', 'tests']);

/**
 * How content may change: the id never, the version upwards and whenever what is deployed changes, and nothing goes
 * that was not deprecated before.
 */
export function compareWithBase(base: Content, current: Content): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const currentById = new Map(current.detections.map((detection) => [key(detection), detection]));
  const currentByFile = new Map(current.detections.map((detection) => [detection.file, detection]));
  const baseIds = new Set(base.detections.map(key));
  for (const before of base.detections) {
    if (before.id === '') continue;
    const now = currentById.get(key(before));
    if (now) {
      append(diagnostics, compareVersions(before, now));
      continue;
    }
    const successor = currentByFile.get(before.file);
    if (successor && !baseIds.has(key(successor))) {
      diagnostics.push(
        createDiagnostic(
          'id-changed',
          successor.file,
          successor.document.at(['id']),
          `The id was "${before.id}" and is "${successor.id}".`,
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

const wasRetired = ({ status }: Detection): boolean => /^(deprecated|removed|unsupported)$/i.test(status ?? '');

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

function built({ document }: Detection): Readonly<Record<string, unknown>> {
  const value = isMapping(document.value) ? document.value : {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => !NOT_BUILT.has(name)));
}
