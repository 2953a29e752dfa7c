import type { LiteralPredicate } from './predicate.ts';

/** Fields whose values repeat from event to event. */
const COMMON_FIELDS: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Provider_Name', 'EventType']);
/** Values that most fields of a few values have. */
const COMMON_VALUES: ReadonlySet<string> = new Set(['true', 'false', 'valid', '-', '0', '1', 'tcp', 'high', 'medium']);
/** What paths and addresses are made of everywhere. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  'c exe dll windows system32 syswow64 users appdata local locallow roaming program files x86 programdata microsoft com http https'.split(
    ' ',
  ),
);

/** A guess at how often a predicate holds: short literals and many of them are found often. */
export function commonness({ column, function: name, values }: LiteralPredicate): number {
  const weight = COMMON_FIELDS.has(column) ? 8 : 1;
  const guess = name === 'sigma.equals' ? ofValue : ofText;
  return (
    weight *
    Math.min(
      0.9,
      values.reduce((sum, value) => sum + guess(value), 0),
    )
  );
}

const ofValue = (value: string): number => (COMMON_VALUES.has(value) ? 0.8 : 0.1);

function ofText(text: string): number {
  if (text.charCodeAt(0) >= 0x80) return 0;
  const words = text.match(/[a-z0-9]+/g);
  if (words?.every((word) => COMMON_WORDS.has(word))) return 0.8;
  return 1 / (1 + text.length * text.length);
}
