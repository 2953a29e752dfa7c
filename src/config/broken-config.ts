import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { UsageError } from '../util/usage-error.ts';

/**
 * Refuses to go on under a configuration that has errors: what it asks for (knowledge, data, severities) would be left out in silence.
 *
 * @throws UsageError
 */
export function refuseBrokenConfig(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UsageError(`The configuration has errors.\n${renderDiagnostics(errors)}`);
}
