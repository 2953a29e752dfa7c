import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import type { KqlEnvironment, KqlFunction } from '../environment.ts';
import { type KustoNode, loadKusto } from './kusto.ts';
import { elements, kindOf, nodeText, optionalPart, part, simpleName } from './nodes.ts';

export interface FuzzyText {
  /** The text with blanks in place of what does not count; every other place is as before. */
  readonly text: string;
  readonly warnings: readonly QueryProblem[];
}

const bodies = new WeakMap<KqlEnvironment, Map<KqlFunction, string>>();

/** The body of a workspace's function without such legs. */
export function bodyWithoutMissingLegs(found: KqlFunction, environment: KqlEnvironment): string {
  const known = bodies.get(environment) ?? new Map<KqlFunction, string>();
  bodies.set(environment, known);
  const body = known.get(found) ?? withoutMissingLegs(found.body, found.parameters, environment).text;
  known.set(found, body);
  return body;
}

/**
 * A text without those legs of `union isfuzzy=true` whose table or function there is not: Kusto leaves them out before
 * anything else, so that they have no part in the schema of the union either. To the binder their columns would be of
 * an unknown type, and part from those of the same name.
 *
 * @see https://learn.microsoft.com/kusto/query/union-operator
 */
export function withoutMissingLegs(text: string, parameters: string, environment: KqlEnvironment): FuzzyText {
  if (!/\bisfuzzy\s*=\s*true\b/.test(text)) return { text, warnings: [] };
  const own = new Set(Array.from(`${parameters}\n${text}`.matchAll(OWN_NAME), (match) => match[1] ?? match[2]));
  const isMissing = (name: string): boolean =>
    !own.has(name) && !name.includes('*') && !environment.table(name) && !environment.function(name);
  const warnings: QueryProblem[] = [];
  const gaps: (readonly [number, number])[] = [];
  const visit = (node: KustoNode): void => {
    if (kindOf(node) === 'UnionOperator' && isFuzzy(node)) {
      const legs = elements(node, 'Expressions');
      const sources = legs.map((leg) => missingSource(leg, isMissing));
      if (sources.some((source) => source === undefined)) {
        legs.forEach((leg, at) => {
          const source = sources[at];
          if (source) {
            gaps.push(gapOf(legs, at, (other) => !sources[other]));
            const [name] = /^\w+/.exec(nodeText(source)) ?? [''];
            const what = kindOf(source) === 'NameReference' ? 'table' : 'function';
            const message = `The fuzzy name '${name}' does not refer to any known or currently accessible ${what}.`;
            warnings.push({ name: 'query-warning', message, start: source.TextStart, end: source.End });
          } else visit(leg);
        });
        return;
      }
    }
    for (let index = 0; index < node.ChildCount; index += 1) {
      const child = (node['GetChild'] as (index: number) => KustoNode | null).call(node, index);
      if (child) visit(child);
    }
  };
  const { KustoCode, GlobalState } = loadKusto();
  visit(KustoCode.Parse(text, GlobalState.Default).Syntax);
  return { text: gaps.reduce(blanked, text), warnings };
}

/** Names that a text gives itself: of `let` statements, of `as`, of parameters that are tables. */
const OWN_NAME = /(?:\blet|\bas)\s+([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*:\s*\(/g;

const isFuzzy = (node: KustoNode): boolean =>
  elements(node, 'Parameters').some(
    (parameter) =>
      simpleName(part(parameter, 'Name')).toLowerCase() === 'isfuzzy' &&
      nodeText(part(parameter, 'Expression')).toLowerCase() === 'true',
  );

/** The name at the begin of a leg, when there is no such table or function. */
function missingSource(leg: KustoNode, isMissing: (name: string) => boolean): KustoNode | undefined {
  switch (kindOf(leg)) {
    case 'ParenthesizedExpression':
    case 'PipeExpression':
      return missingSource(part(leg, 'Expression'), isMissing);
    case 'NameReference':
      return isMissing(simpleName(leg)) ? leg : undefined;
    case 'FunctionCallExpression': {
      const name = optionalPart(leg, 'Name');
      // What is built in is written in lower case.
      return name && /[A-Z]/.test(simpleName(name)) && isMissing(simpleName(name)) ? leg : undefined;
    }
    default:
      return undefined;
  }
}

/** A leg and the comma beside it: the one behind it, or where no leg that counts is behind it, those before. */
function gapOf(legs: readonly KustoNode[], at: number, isLeft: (at: number) => boolean): readonly [number, number] {
  const leg = legs[at] as KustoNode;
  const next = legs[at + 1];
  if (next && legs.some((_, other) => other > at && isLeft(other))) return [leg.TextStart, next.TextStart];
  const before = legs.findLast((_, other) => other < at && isLeft(other));
  return [before ? before.End : leg.TextStart, leg.End];
}

const blanked = (text: string, [start, end]: readonly [number, number]): string =>
  text.slice(0, start) + text.slice(start, end).replace(/[^\n\r]/g, ' ') + text.slice(end);
