import { isDeepStrictEqual } from 'node:util';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';
import { lowerSpl, parseSpl } from '../../src/languages/spl/index.ts';
import { printPipeline, withoutPlaces } from '../../src/languages/spl/printer/index.ts';

/** A search as the printer gives it, from a tree without places; undefined for one that does not parse. */
export function reprint(text: string, environment: SplEnvironment): string | undefined {
  const { commands, problems } = parseSpl(text, environment);
  return problems.length > 0 || commands.length === 0 ? undefined : printPipeline(withoutPlaces(commands));
}

/** What is wrong with the printed form of a search that parses: undefined when it means the same. */
export function reprintComplaint(text: string, environment: SplEnvironment): string | undefined {
  const complaint = treeComplaint(text, environment);
  const printed = complaint === undefined ? reprint(text, environment) : undefined;
  if (printed === undefined) return complaint;
  const plans = [text, printed].map((query) => meaning(query, environment));
  return isDeepStrictEqual(plans[0], plans[1]) ? undefined : `lowers to another plan\n    printed: ${printed}`;
}

/** The same without lowering: undefined when the printed form parses to the same tree. */
export function treeComplaint(text: string, environment: SplEnvironment): string | undefined {
  const before = parseSpl(text, environment);
  if (before.problems.length > 0 || before.commands.length === 0) return undefined;
  const tree = withoutPlaces(before.commands);
  const printed = printPipeline(tree);
  const after = parseSpl(printed, environment);
  const [problem] = after.problems;
  if (problem) return `does not parse: ${problem.message} (${problem.start})\n    printed: ${printed}`;
  const again = withoutPlaces(after.commands);
  if (!isDeepStrictEqual(tree, again))
    return `parses to another tree\n    printed: ${printed}\n    again:   ${printPipeline(again)}`;
  return undefined;
}

/** The plan without places, or the names of the problems. */
function meaning(text: string, environment: SplEnvironment): unknown {
  const { query, problems } = lowerSpl(text, environment);
  return query ? [withoutSpans(query.plan), query.columns] : problems.map(({ name, message }) => [name, message]);
}

function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, element]) => (key === 'span' ? [] : [[key, withoutSpans(element)]])),
  );
}
