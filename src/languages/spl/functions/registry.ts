import { bitwiseFunctions } from './bitwise.ts';
import { conditionalFunctions } from './conditional.ts';
import { conversionFunctions } from './conversion.ts';
import { cryptographicFunctions } from './cryptographic.ts';
import type { SplFunction } from './define.ts';
import { informationalFunctions } from './informational.ts';
import { jsonFunctions } from './json.ts';
import { lookupFunctions } from './lookup.ts';
import { mathematicalFunctions } from './mathematical.ts';
import { multivalueFunctions } from './multivalue.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** Every eval function. */
export const splFunctionDefinitions: readonly SplFunction[] = [
  ...conditionalFunctions,
  ...lookupFunctions,
  ...conversionFunctions,
  ...cryptographicFunctions,
  ...timeFunctions,
  ...informationalFunctions,
  ...jsonFunctions,
  ...mathematicalFunctions,
  ...multivalueFunctions,
  ...textFunctions,
  ...bitwiseFunctions,
];

const BY_NAME = new Map(
  splFunctionDefinitions.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** A function by its name in any case, or by an alias. */
export const splFunctionNamed = (name: string): SplFunction | undefined => BY_NAME.get(name.toLowerCase());
export const splFunctionNames = (): Iterable<string> => BY_NAME.keys();
