import { compilePattern } from '../extraction/pcre.ts';

/**
 * A `source::` or `host::` pattern: `...` matches anything, `*` anything but a separator of folders, a dot is a dot, and all
 * else is a regular expression. The whole value must match.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/administer/admin-manual — props.conf, "source::" match expressions
 */
export function stanzaPattern(pattern: string, ignoreCase: boolean): (value: string) => boolean {
  const text = pattern.replace(/^\(\?i\)/, '');
  const folds = ignoreCase || text !== pattern;
  const isEqual = (value: string): boolean => (folds ? value.toLowerCase() === text.toLowerCase() : value === text);
  if (isLiteralPattern(text)) return isEqual;
  const source = text
    .split(/(\\.|\.\.\.|\*|\.|\[(?:\\.|[^\]\\])*\])/s)
    .map((part) => {
      if (part === '...') return '.*';
      if (part === '*') return '[^/\\\\]*';
      return part === '.' ? '\\.' : part;
    })
    .join('');
  const compiled = compilePattern(`^(?:${source})$`, folds ? 'is' : 's')?.regex;
  if (!compiled) return isEqual;
  // Escapes of folders, as in C:\\temp, stand for themselves when the value is the text itself.
  return (value) => {
    compiled.lastIndex = 0;
    return compiled.test(value) || isEqual(value);
  };
}

/** Whether a pattern holds no expression: such a one comes before the others in precedence. */
export const isLiteralPattern = (pattern: string): boolean => !/\.\.\.|[*|()[\]{}?+^$\\]/.test(pattern);
