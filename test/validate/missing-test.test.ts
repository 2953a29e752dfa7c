import { expect, it } from 'vitest';
import { loadTexts } from '../../src/content/load.ts';
import missingTest from '../../src/validate/lint/missing-test.ts';
import { lint } from '../../src/validate/validate.ts';

it('is not told of a rule whose regression data is elsewhere', () => {
  const text = (path: string): string =>
    `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n${path}`;
  const found = (content: string): readonly string[] => {
    const { detections, objects } = loadTexts(new Map([['rule.yml', content]]));
    const context = { detections, objects, stories: undefined, dataSources: undefined };
    return detections.flatMap((detection) => lint(missingTest, detection, undefined, context).map(({ name }) => name));
  };
  expect(found(text(''))).toEqual(['missing-test']);
  expect(found(text('regression_tests_path: regression_data/a/info.yml\n'))).toEqual([]);
});
