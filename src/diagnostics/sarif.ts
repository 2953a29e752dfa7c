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
  /** The page of a code, as Markdown. */
  readonly page?: (name: DiagnosticName) => string | undefined;
}

/**
 * GitHub refuses a file with more results in a run, and shows the 5,000 most severe of those that it takes.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const MOST_RESULTS = 25_000;
/** More places of one result make GitHub refuse the file. */
const MOST_PLACES = 1_000;

const BY_SEVERITY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * SARIF 2.1.0, as code scanning reads it.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function diagnosticsSarif(all: readonly Diagnostic[], options: SarifOptions): string {
  const diagnostics = mostSevere(all, MOST_RESULTS);
  const left = all.length - diagnostics.length;
  const names = [...new Set(diagnostics.map(({ name }) => name))].sort();
  const seen = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'firedrill', version: options.version, rules: names.map((name) => rule(name, options)) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            ...(left > 0 && {
              toolExecutionNotifications: [
                { level: 'warning', message: { text: `${left} less severe results were left out.` } },
              ],
            }),
          },
        ],
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: names.indexOf(diagnostic.name),
          level: LEVELS[diagnostic.severity],
          message: {
            text: diagnostic.hint === undefined ? diagnostic.message : `${diagnostic.message} ${diagnostic.hint}`,
          },
          locations: [location(diagnostic)],
          ...(diagnostic.related && {
            relatedLocations: diagnostic.related.slice(0, MOST_PLACES - 1).map((related) => ({
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

/** The most severe, in the order in which they came. */
function mostSevere(diagnostics: readonly Diagnostic[], most: number): readonly Diagnostic[] {
  if (diagnostics.length <= most) return diagnostics;
  const ranked = diagnostics.toSorted((left, right) => BY_SEVERITY[left.severity] - BY_SEVERITY[right.severity]);
  const kept = new Set(ranked.slice(0, most));
  return diagnostics.filter((diagnostic) => kept.has(diagnostic));
}

function rule(name: DiagnosticName, { page }: SarifOptions): object {
  const { code, severity, summary } = CODES[name];
  const markdown = page?.(name);
  return {
    id: code,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: `firedrill explain ${code}`, ...(markdown !== undefined && { markdown }) },
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
