import { settingWords } from './field-list.ts';

/** One `FIELDALIAS-<class>` pair. */
export interface FieldAlias {
  readonly from: string;
  readonly to: string;
  /** `ASNEW`: keeps what `to` has. `AS` replaces it, and removes it where `from` is missing. */
  readonly keepsExisting: boolean;
}

/**
 * `FIELDALIAS-x = a AS b c ASNEW d`.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, FIELDALIAS
 */
export function parseFieldAliases(value: string): readonly FieldAlias[] {
  const words = settingWords(value, true);
  const aliases: FieldAlias[] = [];
  for (let at = 0; at + 2 < words.length; at += 3) {
    const [from, verb, to] = words.slice(at, at + 3) as [string, string, string];
    if (!/^as(new)?$/i.test(verb)) break;
    aliases.push({ from, to, keepsExisting: /new$/i.test(verb) });
  }
  return aliases;
}
