import { expect, it } from 'vitest';
import { NeedleSearch } from '../../src/data/needles.ts';

it('looks for some texts; for many, every record is read', () => {
  const texts = Array.from({ length: 64 }, (_, at) => `Text ${at + 10} here`);
  const bytes = Buffer.from('nothing\nsome TEXT 73 HERE\n');
  const search = NeedleSearch.of([[...texts, ...texts]]);
  const finds = search?.over(bytes);
  expect([finds?.(0, 8), finds?.(8, bytes.length)]).toEqual([false, true]);
  expect(NeedleSearch.of([[...texts, 'one more']])).toBeUndefined();
  expect(NeedleSearch.of([[...texts, 'one more'], ['some']])?.groups).toEqual([['some']]);
});
