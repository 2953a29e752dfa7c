type Overrides = readonly (readonly [string, Readonly<Record<string, unknown>>])[];

/**
 * A configuration with overrides added to its section `deploy`, the rest untouched; undefined where the section is not
 * written in lines of its own.
 */
export function withOverrides(text: string, overrides: Overrides): string | undefined {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const at = lines.findIndex((line) => /^deploy:/.test(line));
  if (at < 0) return `${[...lines, 'deploy:'].join('\n')}\n${overridesText(overrides, '  ')}`;
  if (!/^deploy:\s*(#.*)?$/.test(lines[at] as string)) return undefined;
  let end = at + 1;
  while (end < lines.length && /^(\s|#|$)/.test(lines[end] as string)) end += 1;
  const section = lines.slice(at + 1, end);
  const indent = /^( +)\S/.exec(section.find((line) => /^ +[^\s#]/.test(line)) ?? '')?.[1] ?? '  ';
  const known = section.findIndex((line) => line.startsWith(`${indent}overrides:`));
  const added = overridesText(overrides, indent).trimEnd().split('\n');
  if (known < 0) return `${[...lines.slice(0, at + 1), ...added, ...lines.slice(at + 1)].join('\n')}\n`;
  if (!/overrides:\s*(#.*)?$/.test(section[known] as string)) return undefined;
  const first = section.slice(known + 1).find((line) => /^ +[^\s#]/.test(line)) ?? '';
  const deeper = /^( +)/.exec(first)?.[1] ?? `${indent}  `;
  if (deeper.length <= indent.length) return undefined;
  const entries = added.slice(1).map((line) => `${deeper}${line.trimStart()}`);
  const place = at + 2 + known;
  return `${[...lines.slice(0, place), ...entries, ...lines.slice(place)].join('\n')}\n`;
}

/** `overrides:` with one line for each detection. */
export const overridesText = (overrides: Overrides, indent: string): string =>
  `${[
    `${indent}overrides:`,
    ...overrides.map(([name, said]) => `${indent}  ${JSON.stringify(name)}: ${JSON.stringify(said)}`),
  ].join('\n')}\n`;
