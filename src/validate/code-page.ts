import { CODES, type DiagnosticName, isDiagnosticName } from '../diagnostics/codes.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { EXPLANATIONS } from './explanations.ts';
import { LINT_RULES } from './lint/index.ts';
import type { InvalidSample } from './lint/rule.ts';
import { append } from '../util/append.ts';

/** The page of a code as Markdown: what, why, an example, the fix. Undefined when there is no such code or name. */
export function codePage(codeOrName: string): string | undefined {
  const name = diagnosticNamed(codeOrName);
  if (name === undefined) return undefined;
  const { code, severity, summary } = CODES[name];
  const rule = LINT_RULES.find((candidate) => candidate.name === name);
  const explanation = EXPLANATIONS[name];
  const sections = [`# ${code} ${name}`, `${summary} (${severity})`];
  const why = rule?.why ?? explanation?.why;
  if (why !== undefined) sections.push('## Why', why);
  const sample = rule?.invalid[0];
  if (sample) {
    append(sections, ['## Example', ...shown(sample), `Reported at ${sample.at}.`]);
    const good = rule.valid[0];
    if (good !== undefined)
      append(sections, ['## Good', ...shown(typeof good === 'string' ? { content: good } : good)]);
    if (rule.fix !== undefined) sections.push('## Fix', rule.fix);
  } else if (explanation) {
    if (explanation.example !== undefined) sections.push('## Example', '```', explanation.example, '```');
    sections.push('## Fix', explanation.fix);
  }
  sections.push(
    '## Severity and exceptions',
    `Set \`severities: { ${name}: warning }\` in firedrill.yml, or write \`# firedrill-ignore ${code}: the reason\` at the line.`,
  );
  return `${join(sections)}\n`;
}

const MOST_LINES = 24;

/** A sample, and the files beside it: each in a fence, named where its name matters, cut where it goes on alike. */
function shown({ content, file, beside = {} }: Omit<InvalidSample, 'at'>): readonly string[] {
  const files = [[file, content], ...Object.entries(beside)] as const;
  return files.flatMap(([name, text]) => {
    const lines = text.trimEnd().split('\n');
    const most =
      lines.length > MOST_LINES
        ? [...lines.slice(0, MOST_LINES), `# … ${lines.length - MOST_LINES} more lines`]
        : lines;
    const language = /\.csv$/.test(name ?? '') ? '```csv' : /\.json$/.test(name ?? '') ? '```json' : '```yaml';
    return [...(name === undefined ? [] : [`\`${name}\`:`]), language, most.join('\n'), '```'];
  });
}

/** A code (`FD404`) or a name (`missing-filter-macro`). */
export function diagnosticNamed(text: string): DiagnosticName | undefined {
  if (isDiagnosticName(text)) return text;
  const wanted = text.toUpperCase();
  return (Object.keys(CODES) as DiagnosticName[]).find((name) => CODES[name].code === wanted);
}

/** The code or name closest to one that does not exist. */
export const suggestCode = (text: string): string | undefined =>
  suggest(text, /^fd/i.test(text) ? Object.values(CODES).map(({ code }) => code) : Object.keys(CODES));

/** A blank line between blocks, none inside a fence. */
function join(sections: readonly string[]): string {
  let text = '';
  let fenced = false;
  for (const section of sections) {
    const fence = section.startsWith('```');
    if (text !== '') text += fenced ? '\n' : '\n\n';
    text += section;
    if (fence) fenced = !fenced;
  }
  return text;
}
