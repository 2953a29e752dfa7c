import type { Detection } from '../content/model.ts';
import { CODES } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Conversion, type ConversionTarget, convertRule } from '../languages/sigma/conversion/index.ts';
import { sigmaCollection } from '../languages/sigma/index.ts';
import { type Pipeline, PipelineFailure } from '../languages/sigma/pipelines/index.ts';
import { isKnownOnWindows } from '../platforms/sigma/index.ts';
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
  /** What the pipelines' postprocessing makes of the query; it need not be one any more. */
  readonly text?: string;
  /** The query reads what many logs are brought into, the rule's among them. */
  readonly unifying?: boolean;
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
  const types = options.to === 'kql' ? new ColumnTypes(await options.workspace.kqlEnvironment()) : undefined;
  const collection = sigmaCollection(options.documents ?? []);
  const pipelinesFor = (rule: Document): readonly Pipeline[] =>
    options.pipelines ?? pipelinesThatSuit(rule, options.to, options.library);
  const converted: ConvertedRule[] = [];
  for (const detection of detections) {
    const convert = (): Conversion =>
      convertRule(detection.document.value, {
        to: options.to,
        pipelines: pipelinesFor,
        collection,
        ...(types && { columnType: (table, column) => types.of(table, column) }),
      });
    const conversion = convert();
    const again = types !== undefined && (await types.learn(options.workspace));
    converted.push(await bound(detection, again ? convert() : conversion, options));
  }
  return converted;
}

async function bound(
  detection: Detection,
  { query, text = query, unifying, problems }: Conversion,
  { workspace, to }: ConvertOptions,
): Promise<ConvertedRule> {
  if (query === undefined) {
    return { detection, diagnostics: problems.map((problem) => problemToDiagnostic(detection, problem)) };
  }
  const lowering = await workspace.lowerText(to, query);
  if (lowering.query) return { detection, query, text: text ?? query, ...(unifying && { unifying }), diagnostics: [] };
  const first = lowering.problems.find(({ name }) => name === 'unknown-column') ?? lowering.problems[0];
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

/**
 * The pipelines of the rule's product.
 *
 * @throws PipelineFailure where they would leave open which events the rule is about.
 */
function pipelinesThatSuit(rule: Document, to: ConversionTarget, library: PipelineLibrary): readonly Pipeline[] {
  const { taxonomy, logsource = {} } = rule as {
    readonly taxonomy?: unknown;
    readonly logsource?: Readonly<Partial<Record<'product' | 'category' | 'service', unknown>>>;
  };
  if (typeof taxonomy === 'string' && taxonomy !== 'sigma') {
    throw new PipelineFailure(
      `The rule has the names of the taxonomy "${taxonomy}", for which there are no pipelines of its own: name them.`,
    );
  }
  const { product } = logsource;
  for (const name of [product, logsource.category, logsource.service]) {
    if (typeof name === 'string' && name !== name.toLowerCase()) {
      throw new PipelineFailure(`Names of logsources are in lower case: the pipelines do not know "${name}".`);
    }
  }
  for (const key of ['category', 'service'] as const) {
    const name = logsource[key];
    if (typeof name !== 'string') continue;
    const isKnown = isKnownOnWindows(key, name);
    if (product === 'windows' && !isKnown) {
      throw new PipelineFailure(`No Windows events are known for the ${key} "${name}".`);
    }
    if (to === 'spl' && product === undefined && isKnown) {
      throw new PipelineFailure(
        `The events of the ${key} "${name}" stand elsewhere for each product, and none is named.`,
      );
    }
  }
  return library.defaults(to, typeof product === 'string' ? product : undefined);
}

type Environment = Awaited<ReturnType<Workspace['kqlEnvironment']>>;

/** Types of columns of tables, and of functions that stand for tables. */
class ColumnTypes {
  readonly #environment: Environment;
  readonly #columns = new Map<string, ReadonlyMap<string, string>>();
  /** What was asked for and is no table. */
  readonly #unknown = new Set<string>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  of(table: string, column: string): string | undefined {
    let columns = this.#columns.get(table);
    if (!columns) {
      const found = this.#environment.table(table);
      if (!found) this.#unknown.add(table);
      columns = new Map(found?.map(({ name, type }) => [name, type]));
      this.#columns.set(table, columns);
    }
    return columns.get(column);
  }

  /** Binds what is no table, since the last call, as a query of its own; whether there was any. */
  async learn(workspace: Workspace): Promise<boolean> {
    const names = [...this.#unknown];
    this.#unknown.clear();
    for (const name of names) {
      const { query } = await workspace.lowerText('kql', name);
      this.#columns.set(name, new Map(query?.columns?.map(({ name: column, type }) => [column, type ?? 'string'])));
    }
    return names.length > 0;
  }
}
