import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, quicken, type System } from '../../../src/languages/kql/binding/quicken.ts';

/** The runtime in a world of its own, with some classes, values of them and types to ask about. */
interface World {
  readonly Bridge: Bridge;
  readonly System: System;
  readonly values: readonly unknown[];
  readonly types: readonly (readonly [string, never])[];
  readonly pairs: readonly (readonly [unknown, unknown])[];
}

const SETUP = `
Bridge.assembly('Test', function () {
Bridge.define('Test.Shape', { $kind: 'interface' });
Bridge.define('Test.Animal', { props: { Name: null, Legs: 4 }, ctors: { ctor: function () { this.$initialize(); } } });
Bridge.define('Test.Dog', { inherits: function () { return [Test.Animal, Test.Shape]; }, fields: { tail: 1 },
  ctors: { ctor: function () { this.$initialize(); Test.Animal.ctor.call(this); this.Legs = 3; } } });
Bridge.define('Test.Point', { $kind: 'struct', statics: { methods: { getDefaultValue: function () { return new Test.Point(); } } },
  props: { X: 0, Bag: null }, ctors: { ctor: function () { this.$initialize(); } }, methods: { $clone: function () { return this; } } });
Bridge.define('Test.Color', { $kind: 'enum', statics: { fields: { Red: 0, Green: 1 } } });
});
Bridge.init();
var L = System.Collections.Generic.List$1(System.String), N = System.Collections.Generic.List$1(System.Int32);
var strings = new L.ctor(); strings.add('a'); strings.add('b');
var numbers = new N.ctor(); numbers.add(7);
var map = new (System.Collections.Generic.Dictionary$2(System.String, System.Int32).ctor)(); map.add('k', 1);
var point = function (x) { var made = new Test.Point(); made.X = x; made.Bag = { a: x }; return made; };
({
  Bridge: Bridge, System: System,
  values: [null, undefined, 0, 1.5, true, '', 'text', [], [1, 2], new Uint8Array(2), System.Array.init(['a'], System.String),
    System.Array.init([1], System.Int32), {}, { Count: 3 }, new Date(0), function () {}, new Test.Animal.ctor(), new Test.Dog.ctor(),
    point(1), Bridge.box(1, System.Int32), Bridge.box(1, Test.Color), Bridge.box(point(2), Test.Point), strings, numbers, map,
    Bridge.getEnumerator(strings), Bridge.getEnumerator([1]), new System.Exception('x'), System.Int64(5)],
  types: [['Object', System.Object], ['String', System.String], ['Int32', System.Int32], ['Boolean', System.Boolean], ['Animal', Test.Animal],
    ['Dog', Test.Dog], ['Shape', Test.Shape], ['Point', Test.Point], ['Color', Test.Color], ['List', L], ['Ints', N],
    ['IEnumerable', System.Collections.IEnumerable], ['IList', System.Collections.Generic.IList$1(System.String)],
    ['IReadOnlyList', System.Collections.Generic.IReadOnlyList$1(System.String)], ['IDisposable', System.IDisposable], ['Exception', System.Exception],
    ['Array', Array], ['DateTime', System.DateTime], ['Int64', System.Int64]],
  pairs: [[point(1), point(1)], [point(1), point(2)], [new Test.Dog.ctor(), new Test.Dog.ctor()], [strings, strings]],
})`;

function openWorld(isQuick: boolean): World {
  const require = createRequire(import.meta.url);
  const world = createContext({});
  runInContext(readFileSync(require.resolve('@kusto/language-service-next/bridge.min.js'), 'utf8'), world);
  if (isQuick) {
    const { Bridge, System } = world as unknown as World;
    quicken(Bridge, System);
  }
  return runInContext(SETUP, world) as World;
}

/** What an answer is, in words that do not hang on the world it came from. */
function told(ask: () => unknown, { values }: World): string {
  try {
    const answer = ask();
    const at = typeof answer === 'object' ? values.indexOf(answer) : -1;
    return at >= 0 ? `value ${at}` : `${typeof answer} ${typeof answer === 'object' ? '' : String(answer)}`;
  } catch (error) {
    return `throws ${Object.prototype.toString.call(error)}`;
  }
}

describe('the quickened runtime answers as the runtime does', () => {
  let worlds: readonly [World, World];
  beforeAll(() => {
    worlds = [openWorld(false), openWorld(true)];
  });
  const answersOf = (ask: (world: World) => readonly (readonly [string, () => unknown])[]) =>
    worlds.map((world) => ask(world).map(([name, answer]) => `${name}: ${told(answer, world)}`));

  it.each(['is', 'as', 'cast'] as const)('%s, asked twice', (name) => {
    const [slow, quick] = answersOf(({ Bridge, values, types }) =>
      [...types, ...types].flatMap(([type, asked]) =>
        values.map((value, at) => [`${type} ${at}`, () => Bridge[name](value, asked)] as const),
      ),
    );
    expect(quick).toEqual(slow);
  });

  it.each(['isArray', 'hasValue', 'unbox'] as const)('%s', (name) => {
    const [slow, quick] = answersOf(({ Bridge, values }) =>
      values.flatMap((value, at) => [
        [`${at}`, () => Bridge[name](value)] as const,
        [`${at} kept`, () => (name === 'unbox' ? Bridge.unbox(value, true) : 0)] as const,
      ]),
    );
    expect(quick).toEqual(slow);
  });

  it('counts and items of lists', () => {
    const [slow, quick] = answersOf(({ System: { Array: lists }, values, types }) =>
      [undefined, ...types].flatMap((type) =>
        values.flatMap((value, at) => [
          [`count ${type?.[0]} ${at}`, () => lists.getCount(value, type?.[1])] as const,
          [`item ${type?.[0]} ${at}`, () => lists.getItem(value, 0, type?.[1])] as const,
        ]),
      ),
    );
    expect(quick).toEqual(slow);
  });

  it('equality', () => {
    const [slow, quick] = answersOf(({ Bridge, values, pairs }) =>
      [...pairs, ...values.flatMap((left) => values.map((right) => [left, right] as const))].flatMap(
        ([left, right], at) => [
          [`${at} same`, () => Bridge.referenceEquals(left, right)] as const,
          [`${at} static`, () => Bridge.staticEquals(left, right)] as const,
        ],
      ),
    );
    expect(quick).toEqual(slow);
  });

  it('properties and references', () => {
    const [slow, quick] = answersOf(({ Bridge, values }) => {
      const [animal, dog] = [values[16], values[17]] as readonly { Name: unknown; Legs: number; tail?: number }[];
      const list = ['a', 'b'];
      const reference = Bridge.ref(list, 1);
      return [
        ['default', () => `${String(animal?.Name)} ${animal?.Legs}`],
        ['own', () => `${dog?.Legs} ${dog?.tail}`],
        ['read', () => reference.v],
        ['written', () => Object.assign(reference, { v: 'c' }) && list.join('')],
      ] as const;
    });
    expect(quick).toEqual(slow);
    expect(quick).toEqual(['default: string null 4', 'own: string 3 1', 'read: string b', 'written: string ac']);
  });
});
