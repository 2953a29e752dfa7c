import { CODES, type DiagnosticName, isDiagnosticName } from '../diagnostics/codes.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { EXPLANATIONS } from './explanations.ts';
import { LINT_RULES } from './lint/index.ts';

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
    sections.push('## Example', '```yaml', sample.content.trimEnd(), '```', `Reported at ${sample.at}.`);
    const good = rule.valid[0];
    const content = typeof good === 'string' ? good : good?.content;
    if (content !== undefined) sections.push('## Good', '```yaml', content.trimEnd(), '```');
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
