import type { Detection } from '../content/model.ts';
import { CODES } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Conversion, type ConversionTarget, convertRule } from '../languages/sigma/conversion/index.ts';
import { sigmaCollection } from '../languages/sigma/index.ts';
import type { Pipeline } from '../languages/sigma/pipelines/index.ts';
import { problemToDiagnostic } from '../validate/problem.ts';
import type { PipelineLibrary } from './sigma-pipelines.ts';
import type { Workspace } from './workspace.ts';

export interface ConvertOptions {
  readonly workspace: Workspace;
  readonly library: PipelineLibrary;
  readonly to: ConversionTarget;
  /** Default: what suits the rule's logsource and the target. */
  readonly pipelines?: readonly Pipeline[];
  /** Parsed rules and filters: what correlations name, and what applies to rules. */
  readonly documents?: readonly unknown[];
}

/** One rule and what became of it. */
export interface ConvertedRule {
  readonly detection: Detection;
  readonly query?: string;
  /** Why there is no query. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Converts Sigma rules. A conversion counts only when its own language accepts it: the query is parsed and bound against
 * the workspace, and what that complains about is a refusal.
 */
export async function convertRules(
  detections: readonly Detection[],
  options: ConvertOptions,
): Promise<readonly ConvertedRule[]> {
  const types = options.to === 'kql' ? columnTypes(await options.workspace.kqlEnvironment()) : undefined;
  const collection = sigmaCollection(options.documents ?? []);
  const pipelinesFor = (rule: Document): readonly Pipeline[] =>
    options.pipelines ?? options.library.defaults(options.to, productOf(rule));
  const converted: ConvertedRule[] = [];
  for (const detection of detections) {
    const conversion = convertRule(detection.document.value, {
      to: options.to,
      pipelines: pipelinesFor,
      collection,
      ...(types && { columnType: types }),
    });
    converted.push(await bound(detection, conversion, options));
  }
  return converted;
}

async function bound(
  detection: Detection,
  { query, problems }: Conversion,
  { workspace, to }: ConvertOptions,
): Promise<ConvertedRule> {
  if (query === undefined) {
    return { detection, diagnostics: problems.map((problem) => problemToDiagnostic(detection, problem)) };
  }
  const lowering = await workspace.lowerText(to, query);
  if (lowering.query) return { detection, query, diagnostics: [] };
  const [first] = lowering.problems;
  const { code, severity } = CODES['conversion-refused'];
  return {
    detection,
    diagnostics: [
      {
        code,
        name: 'conversion-refused',
        severity,
        message: `The ${to.toUpperCase()} that the pipelines lead to is not valid: ${first?.message ?? 'it cannot be bound.'}`,
        file: detection.file,
        range: detection.document.at([isCorrelation(detection) ? 'correlation' : 'logsource']),
        ...(first?.hint !== undefined && { hint: first.hint }),
      },
    ],
  };
}

/** Whether a Sigma detection is a correlation of others. */
export const isCorrelation = ({ document }: Detection): boolean =>
  (document.value as { readonly correlation?: unknown } | null)?.correlation !== undefined;

type Document = Readonly<Record<string, unknown>>;

function productOf(rule: Document): string | undefined {
  const { logsource } = rule as { logsource?: { product?: unknown } };
  return typeof logsource?.product === 'string' ? logsource.product : undefined;
}

type Environment = Awaited<ReturnType<Workspace['kqlEnvironment']>>;

function columnTypes(environment: Environment): (table: string, column: string) => string | undefined {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  return (table, column) => {
    let columns = tables.get(table);
    if (!columns) {
      columns = new Map(environment.table(table)?.map(({ name, type }) => [name, type]));
      tables.set(table, columns);
    }
    return columns.get(column);
  };
}
