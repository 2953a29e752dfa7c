import { describe, expect, it } from 'vitest';
import { CODES, type DiagnosticName } from '../../src/diagnostics/codes.ts';
import { codePage, suggestCode } from '../../src/validate/code-page.ts';

const names = Object.keys(CODES) as DiagnosticName[];

describe('the page of a code', () => {
  it.each(names)('%s says what, why, and how to mend it', (name) => {
    const page = codePage(name);
    expect(page).toContain(`# ${CODES[name].code} ${name}`);
    expect(page).toContain(CODES[name].summary);
    expect(page).toMatch(/## Why\n\n\S.*\./);
    expect(page).toMatch(/## (Fix|Good)\n/);
    expect(codePage(CODES[name].code)).toBe(page);
  });

  it('shows where an example is reported', () => {
    expect(codePage('FD405')).toBe(`# FD405 file-name

The file is not named after its content. (warning)

## Why

The filter macro and the stanzas of the app take their names from the file, and people find a detection by it.

## Example

\`windows_b.yml\`:

\`\`\`yaml
name: Windows A
search: x
type: TTP
\`\`\`

Reported at 1:7.

## Good

\`windows_a_b_1_2.yml\`:

\`\`\`yaml
name: Windows A-B 1.2
search: x
type: TTP
\`\`\`

## Severity and exceptions

Set \`severities: { file-name: warning }\` in firedrill.yml, or write \`# firedrill-ignore FD405: the reason\` at the line.
`);
  });

  it('shows the files beside an example, and the beginning of a long one', () => {
    expect(codePage('FD466')).toContain('`hosts.csv`:\n\n```csv\nhost,owner\ndc01\n```');
    expect(codePage('FD430')).toMatch(/\n# … 235 more lines\n```/);
  });

  it('of a code that does not exist is none', () => {
    expect(codePage('FD999')).toBeUndefined();
    expect(codePage('constructor')).toBeUndefined();
    expect(suggestCode('missing-tset')).toBe('missing-test');
  });
});

it('codes are unique', () => {
  const codes = names.map((name) => CODES[name].code);
  expect(new Set(codes).size).toBe(codes.length);
});
