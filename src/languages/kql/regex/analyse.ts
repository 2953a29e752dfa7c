import { visit } from './emit-javascript.ts';
import type { RegexNode } from './syntax.ts';

/**
 * Whether a backtracking engine may not run the pattern: a repetition that repeats something of several lengths or
 * several ways takes exponential time on hostile text, and captures inside a repetition that may be skipped in its
 * last round come out differently (JavaScript forgets them).
 */
export function needsLinearEngine(root: RegexNode): boolean {
  let found = false;
  visit(root, (node) => {
    if (node.kind === 'repeat' && node.max > 1)
      found ||= isAmbiguous(node.item, node.max) || forgetsCapture(node.item, false);
  });
  return found;
}

/** Beyond this many rounds a repetition counts as endless. */
const MANY = 8;

function isAmbiguous(item: RegexNode, rounds: number): boolean {
  if (rounds <= MANY && !hasEndlessRepeat(item)) return false;
  let found = false;
  visit(item, (node) => {
    if (node.kind === 'repeat' && node.min !== node.max) found = true;
    if (node.kind === 'alternatives' && !startsDiffer(node.items)) found = true;
  });
  return found;
}

function hasEndlessRepeat(item: RegexNode): boolean {
  let found = false;
  visit(item, (node) => {
    if (node.kind === 'repeat' && node.max > MANY && node.min !== node.max) found = true;
  });
  return found;
}

/** Whether the first characters alone tell the alternatives apart. */
function startsDiffer(items: readonly RegexNode[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const first = item.kind === 'sequence' ? item.items[0] : item;
    if (first?.kind !== 'character') return false;
    const text = String.fromCodePoint(first.code).toLowerCase();
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

function forgetsCapture(node: RegexNode, optional: boolean): boolean {
  switch (node.kind) {
    case 'group':
      return optional || forgetsCapture(node.item, optional);
    case 'sequence':
      return node.items.some((item) => forgetsCapture(item, optional));
    case 'alternatives':
      return node.items.some((item) => forgetsCapture(item, true));
    case 'repeat':
      return forgetsCapture(node.item, optional || node.min === 0);
    default:
      return false;
  }
}
