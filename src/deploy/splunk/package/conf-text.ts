import { DeployError } from '../../deploy-error.ts';

export type ConfStanzas = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * A .conf file as Splunk reads it: a value of several lines carries each on with a backslash. Empty settings are left out.
 *
 * @throws DeployError for a value that the format cannot hold.
 */
export function confText(stanzas: ConfStanzas): string {
  const blocks = [...stanzas].map(([name, settings]) => {
    if (/[\r\n\]]/.test(name)) throw new DeployError(`"${name}" cannot be the name of a stanza.`);
    const lines = [...settings]
      .filter(([, value]) => value !== '')
      .map(([key, value]) => `${key} = ${confValue(name, key, value)}`);
    return [`[${name}]`, ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function confValue(stanza: string, key: string, value: string): string {
  const lines = value.replaceAll('\r\n', '\n').trim().split('\n');
  if (lines.some((line) => /\\\s*$/.test(line))) {
    throw new DeployError(
      `"${key}" of "${stanza}" has a line that ends in a backslash, which a .conf file cannot hold.`,
      'Write the line another way.',
    );
  }
  return lines.join('\\\n');
}
