import type { EventDocument } from '../../data/record.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The whole event as text, decoded: what keywords are looked for in. */
export function eventText(document: EventDocument, raw: string): string {
  switch (document.kind) {
    case 'text':
      return raw;
    case 'windows':
      return raw.includes('&') ? raw.replace(/&(?:(\w+)|#(\d+)|#x([0-9a-fA-F]+));/g, decoded) : raw;
    case 'object':
      return raw.includes('\\') ? `${raw}\n${textsIn(document.value, 0).join('\n')}` : raw;
  }
}

function decoded(whole: string, name?: string, decimal?: string, hexadecimal?: string): string {
  if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] as string) : whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** Every text in a JSON value, without escapes. */
function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 32) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
