const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A test for names with `*` as wildcard; every other character stands for itself. */
export function namePattern(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  if (!pattern.includes('*')) return (name) => name === pattern;
  const regex = new RegExp(`^${pattern.split('*').map(quoted).join('.*')}$`, 's');
  return (name) => regex.test(name);
}

/**
 * Gives the name that a name gets when `from` becomes `to`, the text behind each `*` carried over; undefined without a
 * match.
 *
 * @example renamePattern('All_Traffic.*', '*')('All_Traffic.dest') // 'dest'
 */
export function renamePattern(from: string, to: string): (name: string) => string | undefined {
  if (!from.includes('*')) return (name) => (name === from ? to : undefined);
  const regex = new RegExp(`^${from.split('*').map(quoted).join('(.*)')}$`, 's');
  return (name) => {
    const match = regex.exec(name);
    if (!match) return undefined;
    let group = 0;
    return to.replace(/\*/g, () => {
      group += 1;
      return match[group] ?? '';
    });
  };
}
