import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import type { Value } from '../../table/value.ts';
import { type Bag, bagOf } from './dynamic.ts';

/** What a service may read of a user agent: longer ones are none, and patterns of the list could take long over them. */
const LONGEST = 2000;

interface Rule {
  readonly pattern: RegExp;
  /** Texts with `$1` … for each result, in order; absent: the group of the same number. */
  readonly replacements: readonly (string | undefined)[];
}

interface Rules {
  readonly browser: readonly Rule[];
  readonly os: readonly Rule[];
  readonly device: readonly Rule[];
}

type Entry = Readonly<Record<string, string>>;

let loaded: Rules | undefined;

/** The patterns of ua-parser's list, which the service uses too; read when first asked for. */
function rules(): Rules {
  if (loaded) return loaded;
  const path = createRequire(import.meta.url).resolve('uap-core/regexes.yaml');
  const lists = load(readFileSync(path, 'utf8')) as Readonly<Record<string, readonly Entry[]>>;
  const read = (name: string, keys: readonly string[]): readonly Rule[] =>
    (lists[name] ?? []).map((entry) => ({
      pattern: new RegExp(entry['regex'] as string, entry['regex_flag']),
      replacements: keys.map((key) => entry[key]),
    }));
  loaded = {
    browser: read('user_agent_parsers', ['family_replacement', 'v1_replacement', 'v2_replacement', 'v3_replacement']),
    os: read('os_parsers', [
      'os_replacement',
      'os_v1_replacement',
      'os_v2_replacement',
      'os_v3_replacement',
      'os_v4_replacement',
    ]),
    device: read('device_parsers', ['device_replacement', 'brand_replacement', 'model_replacement']),
  };
  return loaded;
}

function firstMatch(list: readonly Rule[], text: string, groupOf: (at: number) => number): readonly string[] {
  for (const { pattern, replacements } of list) {
    const match = pattern.exec(text);
    if (!match) continue;
    return replacements.map((replacement, at) => {
      if (replacement === undefined) return match[groupOf(at)] ?? '';
      return replacement.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '').trim();
    });
  }
  return [];
}

const bag = (names: readonly string[], values: readonly string[]): Bag =>
  bagOf(names.map((name, at) => [name, values[at] ?? (at === 0 ? 'Other' : '')] as const));

/**
 * Browser, operating system and device behind a user agent.
 *
 * @see https://learn.microsoft.com/kusto/query/parse-user-agent-function
 */
export function parseUserAgent(text: string, wanted: ReadonlySet<string>): Value {
  if (text.length > LONGEST) return null;
  const { browser, os, device } = rules();
  const parts: [string, Value][] = [];
  if (wanted.has('browser')) {
    const found = firstMatch(browser, text, (at) => at + 1);
    parts.push(['Browser', bag(['Family', 'MajorVersion', 'MinorVersion', 'Patch'], found)]);
  }
  if (wanted.has('os')) {
    const found = firstMatch(os, text, (at) => at + 1);
    parts.push(['OperatingSystem', bag(['Family', 'MajorVersion', 'MinorVersion', 'Patch', 'PatchMinor'], found)]);
  }
  if (wanted.has('device')) {
    // Without a text of its own the model is the first group, and the brand is none.
    const found = firstMatch(device, text, (at) => (at === 1 ? -1 : 1));
    parts.push(['Device', bag(['Family', 'Brand', 'Model'], found)]);
  }
  return bagOf(parts);
}
