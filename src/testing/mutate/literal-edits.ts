import type { Edit } from './model.ts';

/** No value of a log ends so. */
const SUFFIX = 'zz';

/** What stands in place of a literal, as the language writes it. */
export function literalEdits(text: string, start: number, end: number, isBound: boolean): readonly Edit[] {
  const written = text.slice(start, end);
  const edit = (replacement: string, kind: Edit['kind'] = 'literal'): Edit => ({ kind, start, end, replacement });
  if (/^-?\d+$/.test(written)) {
    const number = BigInt(written);
    return isBound
      ? [edit(String(number + 1n), 'threshold'), edit(String(number - 1n), 'threshold')]
      : [edit(String(number + 1n))];
  }
  if (/^-?\d*\.\d+$/.test(written)) return [edit(String(Number(written) + 1), isBound ? 'threshold' : 'literal')];
  const timespan = /^(\d+)(d|h|m|s|ms)$/.exec(written);
  if (timespan) return [edit(`${Number(timespan[1]) * 2}${timespan[2]}`, 'threshold')];
  if (/^(?:true|false)$/i.test(written)) return [edit(/^true$/i.test(written) ? 'false' : 'true')];
  const quoted = /^([@hH]*["'])([\s\S]*)(["'])$/.exec(written);
  if (quoted) return [edit(`${quoted[1]}${changedText(quoted[2] ?? '')}${quoted[3]}`)];
  return /^[\w.*:\\/-]+$/.test(written) ? [edit(changedText(written))] : [];
}

/** Another text: a wildcard at its end stays there. */
export function changedText(text: string): string {
  const stars = /\*+$/.exec(text)?.[0] ?? '';
  return `${text.slice(0, text.length - stars.length)}${SUFFIX}${stars}`;
}
