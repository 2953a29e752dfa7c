import { canonicalJson } from '../fingerprint.ts';
import type { JsonValue } from '../object.ts';

/** How a setting is compared, and how it is written. */
export type SettingKind = 'text' | 'truth' | 'list' | 'json' | 'number';

const TRUE = new Set(['1', 'true', 't', 'yes', 'y', 'on', 'enabled']);

/**
 * A setting in normal form. Splunk answers `1`, `"1"`, `true` or `"true"` for one and the same, leaves out what is empty,
 * and keeps lists in an order of its own.
 */
export function normalSetting(kind: SettingKind, value: unknown): JsonValue {
  switch (kind) {
    case 'text':
      return textOf(value);
    case 'truth':
      return TRUE.has(textOf(value).trim().toLowerCase());
    case 'number': {
      const text = textOf(value).trim();
      return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
    }
    case 'list': {
      const items = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',');
      return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))].sort();
    }
    case 'json':
      return jsonOf(textOf(value));
  }
}

/** A normalised setting as Splunk takes it. */
export function printSetting(kind: SettingKind, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  switch (kind) {
    case 'truth':
      return value === true ? '1' : '0';
    case 'list':
      return Array.isArray(value) ? value.join(', ') : String(value);
    case 'json':
      return value === '' ? '' : canonicalJson(value);
    case 'text':
    case 'number':
      return typeof value === 'object' ? canonicalJson(value) : String(value);
  }
}

/** Line ends are `\n`, and the space around a text is none of it. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return String(value).replaceAll('\r\n', '\n').trim();
}

function jsonOf(text: string): JsonValue {
  if (text === '') return '';
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
