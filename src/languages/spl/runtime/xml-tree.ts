/** An element of XML text. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  text: string;
}

const TAG =
  /<(?:!--[\s\S]*?-->|!\[CDATA\[([\s\S]*?)\]\]>|\?[\s\S]*?\?>|![^>]*>|(\/)?([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/)?>)/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replace(
    /&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g,
    (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

/** The elements of XML text under a root without a name; undefined when there is none. */
export function parseXml(text: string): XmlNode | undefined {
  const root: XmlNode = { name: '', attributes: new Map(), children: [], text: '' };
  const open: XmlNode[] = [root];
  let at = 0;
  for (const tag of text.matchAll(TAG)) {
    const current = open.at(-1) as XmlNode;
    current.text += decoded(text.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const [, data, closing, name, attributes = '', empty] = tag;
    if (data !== undefined) current.text += data;
    if (name === undefined) continue;
    if (closing) {
      const place = open.findLastIndex((node) => node.name === name);
      if (place > 0) open.length = place;
      continue;
    }
    const pairs = [...attributes.matchAll(ATTRIBUTE)].map(
      ([, key = '', one, other]) => [key, decoded(one ?? other ?? '')] as const,
    );
    const node: XmlNode = { name, attributes: new Map(pairs), children: [], text: '' };
    current.children.push(node);
    if (!empty) open.push(node);
  }
  return root.children.length === 0 ? undefined : root;
}

/** The texts at a path of `spath`: `a.b{2}` counts from one, `{@name}` is an attribute. */
export function xmlValuesAt(text: string, path: string): readonly string[] {
  const root = parseXml(text);
  if (!root) return [];
  let nodes: readonly XmlNode[] = [root];
  const steps = path.match(/[^.{}]+|\{\d*\}|\{@[^}]*\}/g) ?? [];
  for (const step of steps) {
    const attribute = /^\{@(.*)\}$/.exec(step)?.[1];
    if (attribute !== undefined) {
      return nodes.flatMap((node) => node.attributes.get(attribute) ?? []);
    }
    const index = /^\{(\d+)\}$/.exec(step)?.[1];
    if (index !== undefined) nodes = nodes.slice(Number(index) - 1, Number(index));
    else if (step !== '{}') nodes = nodes.flatMap((node) => node.children.filter(({ name }) => name === step));
  }
  return nodes.map(textOf);
}

const textOf = (node: XmlNode): string =>
  (node.children.length === 0 ? node.text : node.children.map(textOf).join('')).trim();
