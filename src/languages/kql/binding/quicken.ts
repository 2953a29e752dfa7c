/** A class or type of the runtime, or a type of JavaScript in its place. */
interface Type {
  readonly $$name?: string;
  readonly $isArray?: boolean;
  readonly $isArrayEnumerator?: boolean;
  readonly $is?: unknown;
  readonly $literal?: boolean;
}

type Members = Record<string, unknown>;
type Value = unknown;

/** What is replaced of Bridge.NET's runtime, in which the parser is written. */
export interface Bridge {
  readonly arrayTypes: readonly unknown[];
  readonly Class: { _initialize(this: Members): void };
  isArray(value: Value, type?: Type): boolean;
  is(value: Value, type: Type, ignoresOwn?: boolean, allowsNull?: boolean): boolean;
  as(value: Value, type: Type, allowsNull?: boolean): Value;
  cast(value: Value, type: Type, allowsNull?: boolean): Value;
  ref(owner: Value, key?: Value): { v: Value };
  unbox(value: Value, noClone?: unknown): Value;
  hasValue(value: Value): boolean;
  referenceEquals(left: Value, right: Value): boolean;
  staticEquals(left: Value, right: Value): boolean;
  equals(left: Value, right: Value): boolean;
  getTypeAlias(type: Type): string;
  getDefaultValue(type: Type): Value;
}

export interface System {
  readonly Array: {
    getCount(list: Value, type?: Type): number;
    getItem(list: Value, at: number, type?: Type): Value;
    toIndex(list: Value, indices: readonly number[]): number;
  };
  readonly Object: Type;
}

/**
 * Puts quicker functions in place of those of the runtime that binding spends its time in: a third of the processor time
 * of a large query went into asking what class an object is of, how long a list is and what stands in it, each time by
 * names put together anew. Whatever is not the usual case is left to the runtime's own function, so that answers stay the
 * same. Comes before the parser is defined: its classes take the functions over.
 */
export function quicken(bridge: Bridge, system: System): void {
  quickenClasses(bridge, system);
  quickenLists(bridge, system);
  quickenValues(bridge);
}

/** What class an object is of does not change: it is worked out once for each class and type. */
function quickenClasses(bridge: Bridge, { Object: root }: System): void {
  const { is: slowIs, cast: slowCast } = bridge;
  const answers = new WeakMap<object, Map<unknown, boolean>>();
  const isKept = (own: Type, type: Type): boolean =>
    own.$$name !== undefined &&
    !own.$isArray &&
    !own.$isArrayEnumerator &&
    own !== root &&
    own !== Object &&
    isPlainType(type);

  const is: Bridge['is'] = (value, type, ignoresOwn, allowsNull) => {
    if (value === null || value === undefined) return Boolean(allowsNull);
    if (typeof value !== 'object' || ignoresOwn === true || (value as Boxed).$boxed) {
      return slowIs(value, type, ignoresOwn, allowsNull);
    }
    const own = value.constructor as (Type & object) | undefined;
    const known = own && answers.get(own);
    const answer = known?.get(type);
    if (answer !== undefined) return answer;
    const found = slowIs(value, type, ignoresOwn, allowsNull);
    if (own && isKept(own, type)) {
      if (known) known.set(type, found);
      else answers.set(own, new Map([[type, found]]));
    }
    return found;
  };
  bridge.is = is;
  bridge.as = (value, type, allowsNull) => {
    if (!is(value, type, false, allowsNull)) return null;
    return isBoxed(value) && type !== Object && type !== root ? value.v : value;
  };
  bridge.cast = (value, type, allowsNull) => {
    if (value === null || value === undefined) return value;
    if (typeof value === 'object' && !isBoxed(value) && is(value, type, false, allowsNull)) return value;
    return slowCast(value, type, allowsNull);
  };
}

/** Whether being of this type is a matter of classes alone. */
const isPlainType = (type: Type): boolean => typeof (type as unknown) === 'function' && !type.$is && !type.$literal;

interface Boxed {
  readonly $boxed?: boolean;
  readonly v: unknown;
}

const isBoxed = (value: unknown): value is Boxed =>
  typeof value === 'object' && value !== null && Boolean((value as Boxed).$boxed);

interface ListNames {
  readonly getCount: string;
  readonly count: string;
  readonly getItem: string;
  /** Whether elements of the type are handed out as they are: those of a struct or a number come boxed. */
  readonly isBare: boolean;
}

/** The names that a list's members have for its type of elements are put together once for each type. */
function quickenLists(bridge: Bridge, system: System): void {
  const { getItem: slowItem } = system.Array;
  const isArray: Bridge['isArray'] = (value, type) => {
    if (Array.isArray(value)) return true;
    const own = type ?? (value as { readonly constructor?: Type } | null | undefined)?.constructor;
    return own !== undefined && own !== null && (own.$isArray === true || bridge.arrayTypes.includes(own));
  };
  bridge.isArray = isArray;

  const names = new Map<Type, ListNames>();
  const namesFor = (type: Type): ListNames => {
    const known = names.get(type);
    if (known) return known;
    const alias = bridge.getTypeAlias(type);
    const made = {
      getCount: internal(`System$Collections$Generic$ICollection$1$${alias}$getCount`),
      count: internal(`System$Collections$Generic$ICollection$1$${alias}$Count`),
      getItem: internal(`System$Collections$Generic$IList$1$${alias}$getItem`),
      isBare: (bridge.getDefaultValue(type) ?? null) === null,
    };
    names.set(type, made);
    return made;
  };
  system.Array.getCount = (list, type) => {
    if (isArray(list)) return (list as readonly unknown[]).length;
    const members = list as Members;
    const known = type && namesFor(type);
    if (known && typeof members[known.getCount] === 'function') return (members[known.getCount] as () => number)();
    if (typeof members['System$Collections$ICollection$getCount'] === 'function') {
      return (members['System$Collections$ICollection$getCount'] as () => number)();
    }
    const count =
      (known && members[known.count]) ?? members['System$Collections$ICollection$Count'] ?? members['Count'];
    if (count !== undefined && count !== null) return count as number;
    return typeof members['getCount'] === 'function' ? members['getCount']() : 0;
  };
  system.Array.getItem = (list, at, type) => {
    if (!type) return slowItem(list, at, type);
    if (isArray(list)) return (list as readonly unknown[])[at];
    const known = namesFor(type);
    const members = list as Readonly<Record<string, (at: number) => unknown>>;
    if (typeof members[known.getItem] === 'function') return members[known.getItem]?.(at);
    if (!known.isBare || typeof members['get'] === 'function') return slowItem(list, at, type);
    return typeof members['getItem'] === 'function' ? members['getItem'](at) : slowItem(list, at, type);
  };
}

/** The text as V8 keeps names of properties: found by identity from then on. */
const internal = (name: string): string => Object.keys({ [name]: 0 })[0] ?? name;

/** A place in a list. */
class Reference {
  readonly #owner: Members;
  readonly #key: string;

  constructor(owner: Members, key: string) {
    this.#owner = owner;
    this.#key = key;
  }

  get v(): unknown {
    return this.#owner[this.#key];
  }

  set v(value: unknown) {
    this.#owner[this.#key] = value;
  }
}

function quickenValues(bridge: Bridge): void {
  const { unbox: slowUnbox, ref: slowRef } = bridge;
  const isArray = bridge.isArray;
  bridge.ref = (owner, key) => {
    if (key === null || key === undefined || isArray(key)) return slowRef(owner, key);
    return new Reference(owner as Members, key as string);
  };
  const isSimple = (value: unknown): boolean =>
    value === null || typeof value !== 'object' || (!isBoxed(value) && !isArray(value));
  bridge.unbox = (value, noClone) => (noClone === true && isSimple(value) ? value : slowUnbox(value, noClone));
  const hasValue: Bridge['hasValue'] = (value) => {
    const plain = isSimple(value) ? value : slowUnbox(value, true);
    return plain !== null && plain !== undefined;
  };
  bridge.hasValue = hasValue;
  bridge.referenceEquals = (left, right) => (hasValue(left) ? left === right : !hasValue(right));
  bridge.staticEquals = (left, right) => {
    if (!hasValue(left)) return !hasValue(right);
    return hasValue(right) ? bridge.equals(left, right) : false;
  };
  // What properties hold stands in the object itself and not in one beside it; structs are compared member by member.
  bridge.Class._initialize = function (this: Members): void {
    if (this['$init']) return;
    this['$init'] = this['$kind'] === 'struct' ? {} : this;
    const steps = this as { readonly $staticInit?: () => void; readonly $initMembers?: () => void };
    if (steps.$staticInit) steps.$staticInit();
    if (steps.$initMembers) steps.$initMembers();
  };
}
