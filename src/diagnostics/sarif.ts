import { createHash } from 'node:crypto';
import { CODES, type DiagnosticName } from './codes.ts';
import type { Diagnostic, Location, Severity } from './diagnostic.ts';
import type { SourceText } from './source-text.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

export interface SarifOptions {
  readonly version: string;
  /** The text of a file, for fingerprints that survive when lines move. */
  readonly read?: (file: string) => SourceText | undefined;
}

/**
 * SARIF 2.1.0, as code scanning reads it.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const names = [...new Set(diagnostics.map(({ name }) => name))].sort();
  const seen = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'firedrill', version: options.version, rules: names.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: names.indexOf(diagnostic.name),
          level: LEVELS[diagnostic.severity],
          message: {
            text: diagnostic.hint === undefined ? diagnostic.message : `${diagnostic.message} ${diagnostic.hint}`,
          },
          locations: [location(diagnostic)],
          ...(diagnostic.related && {
            relatedLocations: diagnostic.related.map((related) => ({
              ...location(related.location),
              message: { text: related.message },
            })),
          }),
          partialFingerprints: { 'firedrill/v1': fingerprint(diagnostic, options, seen) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(name: DiagnosticName): object {
  const { code, severity, summary } = CODES[name];
  return {
    id: code,
    name,
    shortDescription: { text: summary },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function location({ file, range }: Location): object {
  const { start, end } = range;
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

/** Of what is complained about and the line it stands in, not of where the line is; equal ones are numbered. */
function fingerprint(
  { code, file, message, range }: Diagnostic,
  { read }: SarifOptions,
  seen: Map<string, number>,
): string {
  const line = read?.(file)?.line(range.start.line).trim() ?? '';
  const hash = createHash('sha256')
    .update(JSON.stringify([code, file, message, line]))
    .digest('hex')
    .slice(0, 32);
  const number = seen.get(hash) ?? 0;
  seen.set(hash, number + 1);
  return `${hash}:${number + 1}`;
}
