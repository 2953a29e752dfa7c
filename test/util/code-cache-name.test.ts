import { expect, it } from 'vitest';
import { codeCacheName } from '../../src/util/code-cache-name.ts';

it('names the build of Node and the processor that a code cache is of', () => {
  expect(codeCacheName('firedrill')).toMatch(/^firedrill\.v\d+\.\d+\.\d+\S*-\w+-\d+\.cache$/);
  expect(codeCacheName('firedrill')).toContain(`.${process.version}-${process.arch}-`);
});
