import { escapeAttribute, escapeText, isNull, textOf } from './render.ts';
import type { ContentNode, ElementNode, SubstitutionValue } from './tree.ts';
import { textsOfArray, VALUE_ARRAY } from './values.ts';

/** A piece of XML text: as it stands, or made of a record's values. */
type Piece = string | ((chunk: Buffer, values: readonly SubstitutionValue[]) => string);

const compiled = new WeakMap<readonly ContentNode[], readonly Piece[] | null>();

/**
 * The XML text of a record's content, as `printXml` writes it: what the templates say is put together once and filled in
 * for every record. Undefined for content that is not one element, or whose attributes hold elements.
 */
export function filledXml(chunk: Buffer, content: readonly ContentNode[]): string | undefined {
  const [only] = content;
  if (content.length !== 1 || !only) return undefined;
  if (only.kind === 'instance') return filledInstance(chunk, only.instance.template, only.instance.values);
  return only.kind === 'element' && only.dependsOn === undefined ? filledInstance(chunk, content, []) : undefined;
}

function filledInstance(
  chunk: Buffer,
  template: readonly ContentNode[],
  values: readonly SubstitutionValue[],
): string | undefined {
  const [root] = template;
  if (template.length !== 1 || root?.kind !== 'element') return undefined;
  if (root.dependsOn !== undefined && isNull(values[root.dependsOn])) return undefined;
  const pieces = piecesOf(template);
  if (!pieces) return undefined;
  try {
    return filled(pieces, chunk, values);
  } catch (error) {
    if (error instanceof NotCompiled) return undefined;
    throw error;
  }
}

function filled(pieces: readonly Piece[], chunk: Buffer, values: readonly SubstitutionValue[]): string {
  let text = '';
  for (const piece of pieces) text += typeof piece === 'string' ? piece : piece(chunk, values);
  return text;
}

function piecesOf(content: readonly ContentNode[]): readonly Piece[] | undefined {
  let pieces = compiled.get(content);
  if (pieces === undefined) {
    pieces = contentPieces(content) ?? null;
    compiled.set(content, pieces);
  }
  return pieces ?? undefined;
}

/** Undefined when something in it has to be looked at record by record. */
function contentPieces(content: readonly ContentNode[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const node of content) {
    const made = nodePieces(node);
    if (!made) return undefined;
    for (const piece of made) {
      const last = pieces.at(-1);
      if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
      else pieces.push(piece);
    }
  }
  return pieces;
}

function nodePieces(node: ContentNode): readonly Piece[] | undefined {
  switch (node.kind) {
    case 'text':
      return [escapeText(node.text)];
    case 'element':
      return elementPieces(node);
    case 'substitution': {
      const { index } = node;
      return [(chunk, values) => valueXml(chunk, values[index])];
    }
    case 'instance': {
      const inner = piecesOf(node.instance.template);
      const { values } = node.instance;
      return inner && [(chunk) => filled(inner, chunk, values)];
    }
  }
}

function valueXml(chunk: Buffer, value: SubstitutionValue | undefined): string {
  if (!value) return '';
  if (!value.nested) return escapeText(textOf(chunk, value));
  const pieces = piecesOf(value.nested);
  if (!pieces) throw new NotCompiled();
  return filled(pieces, chunk, []);
}

/** Thrown where a value turns out to hold what cannot be compiled. */
class NotCompiled extends Error {}

function elementPieces(node: ElementNode): readonly Piece[] | undefined {
  const head: Piece[] = [`<${node.name}`];
  for (const attribute of node.attributes) {
    const value = attributePieces(attribute.content);
    if (!value) return undefined;
    const { name } = attribute;
    const optional = attribute.content.flatMap((part) =>
      part.kind === 'substitution' && part.optional ? [part.index] : [],
    );
    const fixed = value.every((piece) => typeof piece === 'string');
    if (fixed) head.push(` ${name}='${value.join('')}'`);
    else {
      head.push((chunk, values) =>
        optional.some((index) => isNull(values[index])) ? '' : ` ${name}='${filled(value, chunk, values)}'`,
      );
    }
  }
  const children = contentPieces(node.children);
  if (!children) return undefined;
  const closing = `</${node.name}>`;
  const whole = node.selfClosing ? [...head, '/>'] : [...head, '>', ...children, closing];
  const element = mergedText(whole);
  const [only] = node.children;
  const listed = node.children.length === 1 && only?.kind === 'substitution' ? only.index : undefined;
  const { dependsOn } = node;
  if (dependsOn === undefined && listed === undefined) return element;
  return [
    (chunk, values) => {
      if (dependsOn !== undefined && isNull(values[dependsOn])) return '';
      const value = listed === undefined ? undefined : values[listed];
      if (!value || (value.type & VALUE_ARRAY) === 0) return filled(element, chunk, values);
      const start = filled(head, chunk, values);
      const texts = textsOfArray(chunk, value.type, value.start, value.size);
      return texts.map((text) => `${start}>${escapeText(text)}${closing}`).join('');
    },
  ];
}

function mergedText(pieces: readonly Piece[]): readonly Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}

/** Text and plain values alone. */
function attributePieces(content: readonly ContentNode[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (const node of content) {
    if (node.kind === 'text') pieces.push(escapeAttribute(node.text));
    else if (node.kind === 'substitution') {
      const { index } = node;
      pieces.push((chunk, values) => {
        const value = values[index];
        if (value?.nested) throw new NotCompiled();
        return value ? escapeAttribute(textOf(chunk, value)) : '';
      });
    } else return undefined;
  }
  return pieces;
}
