import { settingWords } from './field-list.ts';

/** A field of the table and the field of the event that it is compared with, or written to. */
export interface LookupField {
  readonly table: string;
  readonly event: string;
}

/** One `LOOKUP-<class>`. */
export interface AutomaticLookup {
  readonly lookup: string;
  readonly inputs: readonly LookupField[];
  /** Empty: every field of the table that is no input. */
  readonly outputs: readonly LookupField[];
  /** `OUTPUTNEW` keeps what the event has. */
  readonly keepsExisting: boolean;
}

/**
 * `LOOKUP-x = table in1 AS f1 in2 OUTPUT out1 AS g1 out2`.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, LOOKUP
 */
export function parseAutomaticLookup(value: string): AutomaticLookup | undefined {
  const [lookup, ...words] = settingWords(value, true);
  if (lookup === undefined) return undefined;
  const verb = words.findIndex((word) => /^output(new)?$/i.test(word));
  return {
    lookup,
    inputs: fieldsOf(verb < 0 ? words : words.slice(0, verb)),
    outputs: verb < 0 ? [] : fieldsOf(words.slice(verb + 1)),
    keepsExisting: verb >= 0 && /new$/i.test(words[verb] as string),
  };
}

function fieldsOf(words: readonly string[]): readonly LookupField[] {
  const fields: LookupField[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const table = words[at] as string;
    const renamed = /^as$/i.test(words[at + 1] ?? '') ? words[at + 2] : undefined;
    fields.push({ table, event: renamed ?? table });
    if (renamed !== undefined) at += 2;
  }
  return fields;
}
