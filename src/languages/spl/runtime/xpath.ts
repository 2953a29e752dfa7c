import { QueryFailure } from '../../../plan/failure.ts';
import type { ScalarFunction } from '../../../plan/library.ts';
import { asList, fromList, toText } from '../values.ts';
import { parseXml, type XmlNode } from './xml-tree.ts';

type Predicate =
  | { readonly kind: 'position'; readonly at: number }
  | { readonly kind: 'has'; readonly name: string; readonly attribute: boolean; readonly value: string | undefined };

interface Step {
  /** `//`: any number of elements in between. */
  readonly deep: boolean;
  readonly kind: 'element' | 'attribute' | 'text' | 'self' | 'parent';
  readonly name: string;
  readonly predicates: readonly Predicate[];
}

const STEP = /(\/\/|\/)?(text\(\)|\.\.|\.|@?(?:[\w.:-]+|\*))((?:\[[^\]]*\])*)/gy;
const PREDICATE = /\[\s*(?:(\d+)|(@)?([\w.:-]+)\s*(?:=\s*(?:'([^']*)'|"([^"]*)"))?)\s*\]/gy;

/**
 * The steps of an XPath expression of the documented, limited kind.
 *
 * @throws QueryFailure `unsupported-syntax` for what XPath knows beyond it.
 */
export function parseXpath(text: string): readonly Step[] {
  const steps: Step[] = [];
  const path = text.trim();
  STEP.lastIndex = 0;
  let at = 0;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match || (at > 0 && match[1] === undefined)) throw beyond(text);
    at = STEP.lastIndex;
    const [, slash, name = '', predicates = ''] = match;
    const kind =
      name === 'text()'
        ? 'text'
        : name === '.'
          ? 'self'
          : name === '..'
            ? 'parent'
            : name.startsWith('@')
              ? 'attribute'
              : 'element';
    steps.push({
      deep: slash === '//',
      kind,
      name: name.replace(/^@/, ''),
      predicates: parsePredicates(predicates, text),
    });
  }
  if (steps.length === 0) throw beyond(text);
  return steps;
}

const beyond = (text: string): QueryFailure =>
  new QueryFailure('unsupported-syntax', `The XPath expression "${text}" is not supported.`);

function parsePredicates(text: string, whole: string): readonly Predicate[] {
  const found: Predicate[] = [];
  let at = 0;
  while (at < text.length) {
    PREDICATE.lastIndex = at;
    const match = PREDICATE.exec(text);
    if (!match) throw beyond(whole);
    at = PREDICATE.lastIndex;
    const [, position, attribute, name = '', single, double] = match;
    found.push(
      position === undefined
        ? { kind: 'has', name, attribute: attribute !== undefined, value: single ?? double }
        : { kind: 'position', at: Number(position) },
    );
  }
  return found;
}

const textOf = (node: XmlNode): string => node.text + node.children.map(textOf).join('');

/** Elements with the way to their parents, which XmlNode does not keep. */
interface Place {
  readonly node: XmlNode;
  readonly parent: Place | undefined;
}

const childrenOf = (place: Place): readonly Place[] => place.node.children.map((node) => ({ node, parent: place }));

/** The element and all below it, in the order of the text. */
function* withDescendants(place: Place): Iterable<Place> {
  yield place;
  for (const child of childrenOf(place)) yield* withDescendants(child);
}

function valuesAt(root: XmlNode, steps: readonly Step[]): readonly string[] {
  let places: readonly Place[] = [{ node: root, parent: undefined }];
  for (const { deep, kind, name, predicates } of steps) {
    const from = deep ? places.flatMap((place) => [...withDescendants(place)]) : places;
    if (kind === 'attribute') {
      return from.flatMap(({ node }) =>
        name === '*' ? [...node.attributes.values()] : [node.attributes.get(name) ?? []].flat(),
      );
    }
    if (kind === 'text') return from.map(({ node }) => node.text).filter((text) => text.trim() !== '');
    const next = from.flatMap((place) => {
      const found =
        kind === 'self'
          ? [place]
          : kind === 'parent'
            ? [place.parent ?? []].flat()
            : childrenOf(place).filter(({ node }) => name === '*' || node.name === name);
      return predicates.reduce<readonly Place[]>(keep, found);
    });
    places = [...new Map(next.map((place) => [place.node, place])).values()];
  }
  return places.map(({ node }) => textOf(node).trim()).filter((text) => text !== '');
}

const keep = (places: readonly Place[], predicate: Predicate): readonly Place[] =>
  predicate.kind === 'position'
    ? places.slice(predicate.at - 1, predicate.at)
    : places.filter(({ node }) => {
        const { name, value } = predicate;
        const values = predicate.attribute
          ? [node.attributes.get(name) ?? []].flat()
          : node.children.filter((child) => child.name === name).map((child) => textOf(child).trim());
        return value === undefined ? values.length > 0 : values.includes(value);
      });

/** `xpath`: what stands at a path of XML text, several values as a multivalue. */
export const xpath: ScalarFunction = {
  name: 'spl.xpath',
  compile: ({ arguments: [field], options }) => {
    const steps = parseXpath((options as { readonly path: string }).path);
    return (row) =>
      fromList(
        asList(field?.evaluate(row) ?? null).flatMap((element) => {
          const text = toText(element);
          if (/^\s*<(?:\?xml|!DOCTYPE)/i.test(text)) return [];
          const root = parseXml(text);
          return root ? valuesAt(root, steps) : [];
        }),
      );
  },
};
