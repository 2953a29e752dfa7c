import type { ScalarFunction } from '../../../plan/library.ts';
import { PRESENT_NULL, someText, textsOf } from '../cell.ts';
import type { FieldMatch } from '../value.ts';

/** Whether the field is there, even as null. */
const exists: ScalarFunction = {
  name: 'sigma.exists',
  compile: ({ arguments: args }) => {
    const field = args[0]?.evaluate ?? (() => null);
    return (row) => field(row) !== null;
  },
};

/** Whether the field is absent or null. */
const isNull: ScalarFunction = {
  name: 'sigma.isnull',
  compile: ({ arguments: args }) => {
    const field = args[0]?.evaluate ?? (() => null);
    return (row) => {
      const value = field(row);
      return value === null || value === PRESENT_NULL;
    };
  },
};

const MATCHES: Readonly<Record<FieldMatch, (left: string, right: string) => boolean>> = {
  equals: (left, right) => left === right,
  contains: (left, right) => left.includes(right),
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
};

/** Compares two fields of one event; a field that is not there equals nothing. */
const fieldReference: ScalarFunction = {
  name: 'sigma.fieldref',
  compile: ({ arguments: args, options }) => {
    const { match, cased } = options as { match: FieldMatch; cased?: boolean };
    const left = args[0]?.evaluate ?? (() => null);
    const right = args[1]?.evaluate ?? (() => null);
    const compare = MATCHES[match];
    const fold = (text: string): string => (cased ? text : text.toLowerCase());
    return (row) => {
      const others = textsOf(right(row));
      if (others === undefined) return false;
      const folded = (typeof others === 'string' ? [others] : others).map(fold);
      return someText(left(row), (text) => folded.some((other) => compare(fold(text), other)));
    };
  },
};

export const presenceFunctions: readonly ScalarFunction[] = [exists, isNull, fieldReference];
