import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Config } from './config.ts';

/** Diagnostics with the severities that the configuration gives them; `off` takes them away. */
export function applySeverities(
  diagnostics: readonly Diagnostic[],
  severities: Config['severities'],
): readonly Diagnostic[] {
  if (Object.keys(severities).length === 0) return diagnostics;
  return diagnostics.flatMap((diagnostic) => {
    const setting = Object.hasOwn(severities, diagnostic.name)
      ? severities[diagnostic.name]
      : Object.hasOwn(severities, diagnostic.code)
        ? severities[diagnostic.code]
        : undefined;
    if (setting === undefined) return [diagnostic];
    return setting === 'off' ? [] : [{ ...diagnostic, severity: setting }];
  });
}
