import { createDiagnostic } from '../../diagnostics/create.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Alike } from './built.ts';
import { type Item, writtenAt } from './item.ts';

interface Version {
  /** As it is written. */
  readonly text: string;
  readonly numbers: readonly number[];
  readonly path: readonly string[];
}

/** `2` or `1.0.3`; undefined for what has no version (Sigma) or a strange one. */
export function versionOf(item: Item): Version | undefined {
  for (const path of item.upkeep.versions) {
    const text = writtenAt(item, path);
    if (text !== undefined && /^\d+(\.\d+)*$/.test(text)) return { text, numbers: text.split('.').map(Number), path };
  }
  return undefined;
}

/** Whether the version went up exactly when what is built changed, and by one. */
export function compareVersions(before: Item, now: Item, alike: Alike): readonly Diagnostic[] {
  const [old, fresh] = [versionOf(before), versionOf(now)];
  if (!old || !fresh) return [];
  const order = compareNumbers(fresh.numbers, old.numbers);
  const place = now.document.at(fresh.path);
  if (order < 0) {
    const message = `The version was ${old.text} and is ${fresh.text}.`;
    return [createDiagnostic('version-lowered', now.file, place, message)];
  }
  const next = nextOf(old, now);
  if (order > 0) {
    if (alike.whole) {
      const message = `The version was raised from ${old.text}, and what is deployed stays the same.`;
      const hint = 'Leave it: a new version has everybody look for what is new.';
      return [createDiagnostic('version-raised-alone', now.file, place, message, { hint })];
    }
    if (alike.built || isNext(old.numbers, fresh.numbers)) return [];
    const message = `The version jumps from ${old.text} to ${fresh.text}.`;
    return [createDiagnostic('version-skipped', now.file, place, message, { hint: `Make it ${next}.` })];
  }
  if (alike.built) return [];
  return [
    createDiagnostic(
      'version-not-raised',
      now.file,
      place,
      `The content changed and its version is ${fresh.text} still.`,
      {
        hint: `Make it ${next}.`,
        fix: { text: next, isSafe: true, expects: fresh.text },
      },
    ),
  ];
}

/** ESCU counts in whole numbers, whatever YAML makes of `1.0`. */
function nextOf({ numbers }: Version, { kind }: Item): string {
  const counted = kind.startsWith('escu-') ? numbers.slice(0, 1) : numbers;
  return [...counted.slice(0, -1), (counted.at(-1) ?? 0) + 1].join('.');
}

/** Whether one number is higher by one, those before it the same and those behind it 0. */
const isNext = (old: readonly number[], fresh: readonly number[]): boolean =>
  fresh.some(
    (number, index) =>
      number === (old[index] ?? 0) + 1 &&
      fresh.slice(0, index).every((earlier, at) => earlier === (old[at] ?? 0)) &&
      fresh.slice(index + 1).every((later) => later === 0),
  );

export function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
