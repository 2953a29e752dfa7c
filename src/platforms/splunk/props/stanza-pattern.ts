const quoted = (text: string): string => text.replace(/[\\^$+?()[\]{}|.]/g, '\\$&');

/**
 * A `source::` or `host::` pattern: `...` matches anything, `*` anything but a separator of folders, `|` and parentheses
 * stand for alternatives. The whole value must match.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, "source::" match expressions
 */
export function stanzaPattern(pattern: string, ignoreCase: boolean): (value: string) => boolean {
  if (!/\.\.\.|[*|(]/.test(pattern)) {
    return ignoreCase ? (value) => value.toLowerCase() === pattern.toLowerCase() : (value) => value === pattern;
  }
  const source = pattern
    .split(/(\.\.\.|\*|\||\(|\))/)
    .map((part) => {
      if (part === '...') return '.*';
      if (part === '*') return '[^/\\\\]*';
      return part === '|' || part === '(' || part === ')' ? part : quoted(part);
    })
    .join('');
  try {
    const regex = new RegExp(`^(?:${source})$`, ignoreCase ? 'is' : 's');
    return (value) => regex.test(value);
  } catch {
    return (value) => value === pattern;
  }
}

/** Whether a pattern holds wildcards: a literal one comes before those in precedence. */
export const isLiteralPattern = (pattern: string): boolean => !/\.\.\.|[*|(]/.test(pattern);
