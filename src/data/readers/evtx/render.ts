import type { ContentNode, ElementNode, SubstitutionValue, TemplateInstance, XmlElement } from './tree.ts';
import { textOfValue, textsOfArray, VALUE_ARRAY, VALUE_NULL } from './values.ts';

const NO_VALUES: TemplateInstance = { template: [], values: [] };

/** The element that the content of a record stands for, its values decoded; undefined when there is none. */
export function elementOf(chunk: Buffer, content: readonly ContentNode[]): XmlElement | undefined {
  return filled(chunk, content, NO_VALUES).find((part) => typeof part !== 'string');
}

function filled(
  chunk: Buffer,
  content: readonly ContentNode[],
  instance: TemplateInstance,
): readonly (XmlElement | string)[] {
  const parts: (XmlElement | string)[] = [];
  for (const node of content) {
    switch (node.kind) {
      case 'text':
        parts.push(node.text);
        break;
      case 'instance':
        parts.push(...filled(chunk, node.instance.template, node.instance));
        break;
      case 'element':
        parts.push(...elements(chunk, node, instance));
        break;
      case 'substitution': {
        const value = instance.values[node.index];
        if (value?.nested) parts.push(...filled(chunk, value.nested, NO_VALUES));
        else if (value) parts.push(textOf(chunk, value));
        break;
      }
    }
  }
  return parts;
}

/**
 * One element; none where the value it depends on is null; one per item where its content is an array, as Windows
 * renders `<Data>%1</Data>` of a list of texts.
 */
function elements(chunk: Buffer, node: ElementNode, instance: TemplateInstance): readonly XmlElement[] {
  if (node.dependsOn !== undefined && isNull(instance.values[node.dependsOn])) return [];
  const attributes: [string, string][] = [];
  for (const attribute of node.attributes) {
    const omitted = attribute.content.some(
      (part) => part.kind === 'substitution' && part.optional && isNull(instance.values[part.index]),
    );
    if (!omitted) attributes.push([attribute.name, textIn(filled(chunk, attribute.content, instance))]);
  }
  const { name } = node;
  const [only] = node.children;
  if (node.children.length === 1 && only?.kind === 'substitution') {
    const value = instance.values[only.index];
    if (value && (value.type & VALUE_ARRAY) !== 0) {
      const texts = textsOfArray(chunk, value.type, value.start, value.size);
      return texts.map((text) => ({ name, attributes, children: text === '' ? [] : [text], selfClosing: false }));
    }
  }
  const children = filled(chunk, node.children, instance).filter((part) => part !== '');
  return [{ name, attributes, children, selfClosing: node.selfClosing }];
}

export const isNull = (value: SubstitutionValue | undefined): boolean =>
  value === undefined || value.type === VALUE_NULL || (value.size === 0 && value.type !== 0x01);

export function textOf(chunk: Buffer, value: SubstitutionValue): string {
  if ((value.type & VALUE_ARRAY) === 0) return textOfValue(chunk, value.type, value.start, value.size);
  return textsOfArray(chunk, value.type, value.start, value.size).join(', ');
}

/** The text of parts without markup. */
export const textIn = (parts: readonly (XmlElement | string)[]): string => {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : textIn(part.children);
  return text;
};

export const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ESCAPED[character] ?? character) : text;

export const escapeAttribute = (text: string): string =>
  /[&<>']/.test(text) ? text.replace(/[&<>']/g, (character) => ESCAPED[character] ?? character) : text;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;' };

/** XML text as Windows and Splunk's XmlWinEventLog have it: single quotes, and only `&`, `<`, `>` escaped in text. */
export function printXml(element: XmlElement): string {
  let text = `<${element.name}`;
  for (const [name, value] of element.attributes) {
    text += ` ${name}='${escapeAttribute(value)}'`;
  }
  if (element.selfClosing) return `${text}/>`;
  text += '>';
  for (const child of element.children) {
    text += typeof child === 'string' ? escapeText(child) : printXml(child);
  }
  return `${text}</${element.name}>`;
}
