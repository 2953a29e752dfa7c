import type { FieldCollector } from './extraction.ts';

/** `KV_MODE = xml`: elements with text by their path, attributes as `path{@name}`; entities stay as they stand. */
export function collectXml(text: string, collected: FieldCollector): void {
  const path: string[] = [];
  let end = 0;
  for (const match of text.matchAll(/<(\/?)([A-Za-z_][\w:.-]*)([^>]*?)(\/?)>/g)) {
    const [whole, closes, name, attributes, empty] = match as unknown as [string, string, string, string, string];
    if (closes) {
      const content = text.slice(end, match.index).trim();
      if (content !== '' && !content.includes('<')) collected.add(path.join('.'), content);
      if (path.at(-1) === name) path.pop();
    } else {
      path.push(name);
      for (const [, key, double, single] of attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
        collected.add(`${path.join('.')}{@${key}}`, double ?? single ?? '');
      }
      if (empty) path.pop();
    }
    end = match.index + whole.length;
  }
}
