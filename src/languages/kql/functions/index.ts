import type { ScalarFunction } from '../../../plan/library.ts';
import { arrayFunctions } from './array.ts';
import { bagFunctions } from './bag.ts';
import { bitFunctions } from './bits.ts';
import { conditionalFunctions } from './conditional.ts';
import { conversionFunctions } from './conversion.ts';
import { datetimeFunctions } from './datetime.ts';
import type { KqlFunction } from './define.ts';
import { encodingFunctions } from './encoding.ts';
import { geoFunctions } from './geo/index.ts';
import { hashFunctions } from './hash.ts';
import { mathFunctions } from './math.ts';
import { networkFunctions } from './network.ts';
import { accessOperators } from './operators/access.ts';
import { arithmeticOperators } from './operators/arithmetic.ts';
import { comparisonOperators } from './operators/comparison.ts';
import { logicOperators } from './operators/logic.ts';
import { membershipOperators } from './operators/membership.ts';
import { textMatchOperators } from './operators/text-match.ts';
import { parseTextFunctions } from './parse-text.ts';
import { placeFunctions } from './place.ts';
import { regexFunctions } from './regex.ts';
import { seriesFunctions } from './series/index.ts';
import { sketchFunctions } from './sketch.ts';
import { stringFunctions } from './string.ts';
import { unitFunctions } from './units.ts';

/** Every scalar operator and function, with its documentation. */
export const kqlFunctionDefinitions: readonly KqlFunction[] = [
  ...comparisonOperators,
  ...logicOperators,
  ...arithmeticOperators,
  ...textMatchOperators,
  ...membershipOperators,
  ...accessOperators,
  ...conversionFunctions,
  ...conditionalFunctions,
  ...regexFunctions,
  ...stringFunctions,
  ...datetimeFunctions,
  ...bagFunctions,
  ...arrayFunctions,
  ...encodingFunctions,
  ...parseTextFunctions,
  ...hashFunctions,
  ...networkFunctions,
  ...placeFunctions,
  ...mathFunctions,
  ...bitFunctions,
  ...seriesFunctions,
  ...unitFunctions,
  ...geoFunctions,
  ...sketchFunctions,
];

/** What they are in a plan's library. */
export const kqlFunctions: readonly ScalarFunction[] = kqlFunctionDefinitions.map(({ scalar }) => scalar);

const byName = new Map(
  kqlFunctionDefinitions.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** The definition behind a name or an alias; its place in a plan is `kql.` and the definition's own name. */
export const kqlFunctionNamed = (name: string): KqlFunction | undefined => byName.get(name);
