import type { SigmaValue } from '../value.ts';

/** One case of a modifier's documentation; runs as a test. */
export interface ModifierExample {
  readonly title: string;
  /** A detection item: `Field|modifier` and its value. */
  readonly item: Readonly<Record<string, unknown>>;
  readonly matches: readonly Readonly<Record<string, unknown>>[];
  readonly misses: readonly Readonly<Record<string, unknown>>[];
}

export interface ModifierContext {
  /** Names of the modifiers that were applied before. */
  readonly applied: readonly string[];
  /** The values that stand for a placeholder, `%name%`; undefined when nobody gave any. */
  placeholder(name: string): readonly string[] | undefined;
}

/** Everything about one modifier. */
export interface Modifier {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly examples: readonly ModifierExample[];
  /** `all` and `neq` say how the item as a whole is meant; the others change its values one by one. */
  readonly scope: 'item' | 'value';
  /** Kinds of values that it can be applied to. */
  readonly accepts: readonly SigmaValue['kind'][];
  /** The changed value. @throws ModifierFailure */
  apply(value: SigmaValue, context: ModifierContext): SigmaValue;
}

export const MODIFIERS_PAGE =
  'https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md';

/** A modifier that cannot be applied to a value. */
export class ModifierFailure extends Error {
  readonly supported: boolean;
  constructor(message: string, supported = true) {
    super(message);
    this.supported = supported;
  }
}

type OfKind<K extends SigmaValue['kind']> = Extract<SigmaValue, { kind: K }>;

interface ValueModifier<K extends SigmaValue['kind']> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly examples: readonly ModifierExample[];
  readonly accepts: readonly K[];
  apply(value: OfKind<K>, context: ModifierContext): SigmaValue;
}

/** Keeps the kind of the value inside and gives a plain {@link Modifier}, so that the registry is an ordinary array. */
export function defineModifier<K extends SigmaValue['kind']>(definition: ValueModifier<K>): Modifier {
  const accepts = new Set<string>(definition.accepts);
  const isAccepted = (value: SigmaValue): value is OfKind<K> => accepts.has(value.kind);
  return {
    ...definition,
    scope: 'value',
    apply(value, context) {
      if (isAccepted(value)) return definition.apply(value, context);
      throw new Error(`Internal error: "${definition.name}" was applied to ${value.kind}.`);
    },
  };
}

/** A modifier that says how the values of an item belong together. */
export const defineItemModifier = (definition: Pick<Modifier, 'name' | 'summary' | 'examples'>): Modifier => ({
  ...definition,
  scope: 'item',
  accepts: [],
  apply: (value) => value,
});
