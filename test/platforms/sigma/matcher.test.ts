import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerSigma } from '../../../src/languages/sigma/index.ts';
import { AutomatonBuilder } from '../../../src/platforms/sigma/matcher/automaton.ts';
import { eventFilterOf, SigmaMatcher } from '../../../src/platforms/sigma/matcher/index.ts';
import { matchesOf, objectRecords, ruleOf } from '../../languages/sigma/run-rule.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '\\', '\u00e9'), maxLength: 4 });
const field = fc.constantFrom('x', 'y');

describe('Automaton', () => {
  it('finds what looking for each literal finds', () => {
    fc.assert(
      fc.property(
        fc.array(
          word.filter((text) => text !== ''),
          { minLength: 1, maxLength: 8 },
        ),
        word,
        word,
        (literals, a, b) => {
          const text = a + b;
          const builder = new AutomatonBuilder();
          literals.forEach((literal, index) => {
            builder.add(literal, 'anywhere', index * 3);
            builder.add(literal, 'start', index * 3 + 1);
            builder.add(literal, 'end', index * 3 + 2);
          });
          const found = new Set<number>();
          builder.build().scan(text, (id) => found.add(id));
          const expected = literals.flatMap((literal, index) => [
            ...(text.includes(literal) ? [index * 3] : []),
            ...(text.startsWith(literal) ? [index * 3 + 1] : []),
            ...(text.endsWith(literal) ? [index * 3 + 2] : []),
          ]);
          expect([...found].sort((left, right) => left - right)).toEqual(expected);
        },
      ),
    );
  });
});

describe('Automaton of a large alphabet', () => {
  it('tells more characters apart than a byte can', () => {
    const builder = new AutomatonBuilder();
    const letters = Array.from({ length: 400 }, (_, index) => String.fromCharCode(0x4e00 + index));
    for (const [id, letter] of [...letters, 'a', 'b'].entries()) builder.add(letter, 'anywhere', id);
    const found: number[] = [];
    builder.build().scan(`b${letters[300]}a`, (id) => found.push(id));
    expect(found).toEqual([401, 300, 400]);
  });
});

describe('SigmaMatcher', () => {
  const modifier = fc.constantFrom('', '|contains', '|startswith', '|endswith', '|contains|all', '|cased', '|re');
  const safe = word.map((text) => text.replaceAll('\\', '/'));
  const item = fc.tuple(
    field,
    modifier,
    fc.array(
      fc.oneof(
        safe,
        safe.map((text) => `${text}*a`),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  );
  const selection = fc
    .array(item, { minLength: 1, maxLength: 2 })
    .map((items) =>
      Object.fromEntries(
        items.map(([name, suffix, values]) => [
          name + suffix,
          suffix === '|re' ? values.map((value) => value.replace(/[*]/g, '.')) : values,
        ]),
      ),
    );
  const condition = fc.constantFrom(
    's1',
    's1 and s2',
    's1 or s2',
    's1 and not s2',
    'not s1',
    'not (s1 or s2)',
    '1 of s*',
  );
  const rule = fc.record({ s1: selection, s2: selection, condition }).map((detection) => ruleOf(detection));
  const event = fc.record({ x: fc.oneof(word, fc.array(word, { maxLength: 2 })), y: word }, { requiredKeys: [] });

  it('finds for many rules at once what each finds alone', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 6 }),
        fc.array(event, { maxLength: 6 }),
        (rules, events) => {
          const records = objectRecords(events);
          const filters = rules.map((one) => eventFilterOf(lowerSigma(one).query?.plan as never) as never);
          const found = rules.map((): number[] => []);
          new SigmaMatcher(filters).match(records, (index, record) => found[index]?.push(record));
          expect(found).toEqual(rules.map((one) => matchesOf(one, records)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
