import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { bagOf, isArray, isBag, parseJson } from '../dynamic.ts';
import { Datetime, Decimal, Real, Timespan } from '../values.ts';
import { defineAggregation, type KqlAggregation } from './define.ts';
import { append } from '../../../util/append.ts';

/** What kinds of values stand at one place: names of scalar types, the properties of bags, the elements of arrays. */
class Shape {
  readonly #scalars = new Set<string>();
  #properties: Map<string, Shape> | undefined;
  #elements: Shape | undefined;

  take(value: Value): void {
    if (isArray(value)) {
      this.#elements ??= new Shape();
      for (const element of value) this.#elements.take(element);
    } else if (isBag(value)) {
      this.#properties ??= new Map();
      for (const [name, inner] of Object.entries(value)) {
        let shape = this.#properties.get(name);
        if (!shape) {
          shape = new Shape();
          this.#properties.set(name, shape);
        }
        shape.take(inner);
      }
    } else if (value !== null) this.#scalars.add(scalarType(value));
  }

  /** One kind as it is, several as an array: what has parts first, then the names in order. */
  describe(): Value {
    const kinds: Value[] = [];
    if (this.#properties) {
      kinds.push(bagOf([...this.#properties].map(([name, shape]) => [name, shape.describe()] as const)));
    }
    if (this.#elements) kinds.push(bagOf([['`indexer`', this.#elements.describe()]]));
    append(kinds, [...this.#scalars].sort());
    return kinds.length === 1 ? (kinds[0] as Value) : kinds;
  }
}

function scalarType(value: Value): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'double';
  if (value instanceof Real) return 'double';
  if (value instanceof Datetime) return 'datetime';
  if (value instanceof Timespan) return 'timespan';
  return Decimal.isDecimal(value) ? 'decimal' : 'dynamic';
}

export const schemaAggregations: readonly KqlAggregation[] = [
  defineAggregation({
    name: 'buildschema',
    summary:
      'The schema that all values of a dynamic column fit: types by property, elements of arrays under `indexer`.',
    syntax: 'buildschema(dynamic)',
    examples: [
      {
        query:
          'datatable(v: dynamic) [dynamic({"x": 1, "z": [1]}), dynamic({"x": "a"})] | summarize s = buildschema(v)',
        rows: [[{ x: ['long', 'string'], z: { '`indexer`': 'long' } }]],
      },
    ],
    create: ({ values }) => {
      const [evaluate] = values as readonly [Evaluator];
      return (): Accumulator => {
        const shape = new Shape();
        let isEmpty = true;
        return {
          add: (row) => {
            isEmpty = false;
            const value = evaluate(row);
            shape.take(typeof value === 'string' ? parseJson(value) : value);
          },
          result: () => (isEmpty ? null : shape.describe()),
        };
      };
    },
  }),
];
