import { SaxesParser } from 'saxes';
import type { Value } from '../../table/value.ts';
import { type Bag, bagOf, emptyBag } from './dynamic.ts';

/** Longer texts give null in the service too. */
const MAXIMUM_LENGTH = 1_048_576;
const MAXIMUM_DEPTH = 256;

interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  /** Children and runs of text in the order in which they stand. */
  readonly parts: (readonly [string, Value])[];
}

/**
 * An XML document as a bag: attributes as `@name`, text as `#text`, elements of one name as an array. Null when it is no
 * well-formed document. What is neither element nor attribute nor text is left out.
 *
 * @see https://learn.microsoft.com/kusto/query/parse-xml-function
 */
export function xmlToDynamic(text: string): Value {
  if (Buffer.byteLength(text) > MAXIMUM_LENGTH) return null;
  const root: Element = { name: '', attributes: [], parts: [] };
  const open: Element[] = [root];
  let broken = false;
  const parser = new SaxesParser({ fragment: false });
  const addText = (run: string): void => {
    const content = run.trim();
    if (content !== '' && open.length > 1) (open.at(-1) as Element).parts.push(['#text', content]);
  };
  parser.on('error', () => {
    broken = true;
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name, attributes: Object.entries(attributes as Record<string, string>), parts: [] });
    if (open.length > MAXIMUM_DEPTH) broken = true;
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) open.at(-1)?.parts.push([element.name, dynamicOf(element)]);
  });
  for (let at = 0; at < text.length && !broken; at += 65_536) parser.write(text.slice(at, at + 65_536));
  if (!broken) parser.close();
  return broken || root.parts.length === 0 ? null : bagOf(root.parts);
}

function dynamicOf({ attributes, parts }: Element): Value {
  const [first] = parts;
  if (attributes.length === 0 && !first) return null;
  if (attributes.length === 0 && parts.length === 1 && first?.[0] === '#text') return first[1];
  const bag: Bag = emptyBag();
  for (const [name, value] of attributes) bag[`@${name}`] = value;
  const several = new Set<string>();
  for (const [name, value] of parts) {
    if (!(name in bag)) bag[name] = value;
    else if (several.has(name)) (bag[name] as Value[]).push(value);
    else {
      bag[name] = [bag[name] as Value, value];
      several.add(name);
    }
  }
  return bag;
}
