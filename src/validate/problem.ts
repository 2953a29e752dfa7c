import type { ContentKind, Detection, DetectionLanguage } from '../content/model.ts';
import { CODES } from '../diagnostics/codes.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START, type Range } from '../diagnostics/diagnostic.ts';
import type { QueryProblem } from '../diagnostics/query-problem.ts';
import { isBuiltInParser, isOfSolution } from './external-sentinel.ts';
import { ownerOf } from './external-splunk.ts';
import { valueAt } from './lint/shared-lists.ts';

/** What holds a query: a detection, a baseline. */
export type QueryOwner = Pick<Detection, 'language' | 'file' | 'document' | 'query' | 'status'> &
  Partial<Pick<Detection, 'tests'>> & { readonly kind: ContentKind };

/** A complaint about a query, where it stands in the file of the detection: through quoting, folding, indentation. */
export function problemToDiagnostic(detection: QueryOwner, problem: QueryProblem): Diagnostic {
  const { name, severity, message, hint, related } = problem;
  return createDiagnostic(name, detection.file, rangeOfProblem(detection, problem), message, {
    severity,
    hint,
    related:
      related === undefined
        ? undefined
        : [{ message: 'It comes from here.', location: { file: related, range: FILE_START } }],
  });
}

function rangeOfProblem({ document, query }: QueryOwner, { path, part, start, end }: QueryProblem): Range {
  if (path !== undefined) {
    const text = part === 'key' ? undefined : document.text(path);
    return text && end > start ? text.locate(start, end) : document.at(path, part);
  }
  return query?.locate(start, end) ?? document.at([], 'key');
}

/** `unsupported-command` and its like name what firedrill cannot do yet. */
export const isUnsupported = (name: string): boolean => name.startsWith('unsupported-');

/**
 * What `validate` says of a query. A shortfall of the tool is no error of the content; nor is a table that the rule
 * itself says a connector brings, nor a macro or model that another app brings; and what is deprecated runs nowhere.
 */
export function queryDiagnostics(detection: QueryOwner, problems: readonly QueryProblem[]): readonly Diagnostic[] {
  const isRetired =
    /^(?:deprecated|unsupported)$/i.test(detection.status ?? '') || /\/deprecated\//.test(detection.file);
  const own = problems.filter(({ follows }) => follows !== true);
  return withoutCascades(detection.language, own).map((problem) => {
    if (isUnsupported(problem.name)) return problemToDiagnostic(detection, { ...problem, severity: 'warning' });
    if (/^unknown-(?:macro|lookup|data-model)$/.test(problem.name)) {
      const text = detection.query?.text.slice(problem.start, problem.end) ?? '';
      const owner = namesIn(text)
        .map(ownerOf)
        .find((app) => app !== undefined);
      if (owner !== undefined) {
        const hint = `It comes with ${owner}; add a copy to the knowledge to run the detection here.`;
        return problemToDiagnostic(detection, { ...problem, hint, severity: 'warning' });
      }
    }
    if (problem.name === 'unknown-table' || problem.name === 'unknown-workspace-function') {
      const name = detection.query?.text.slice(problem.start, problem.end) ?? '';
      const reason = reasonForUnknown(detection, name);
      if (reason !== undefined) {
        const hint = `${reason}; describe it under knowledge/sentinel to have it checked.`;
        return problemToDiagnostic(detection, { hint, ...problem, severity: 'warning' });
      }
    }
    if (problem.name === 'unknown-column') {
      const text = detection.query?.text ?? '';
      if (OPEN_TABLE.test(text) || (ASIM_PARSER.test(text) && problem.hint === undefined)) {
        const hint = 'A custom table or parser of the workspace may have it.';
        return problemToDiagnostic(detection, { hint, ...problem, severity: 'warning' });
      }
    }
    return problemToDiagnostic(detection, isRetired ? { ...problem, severity: 'warning' } : problem);
  });
}

/** A table of one's own: only its owner knows the columns. */
const CUSTOM_TABLE = /\b\w+_CL\b/;

/** So it is where every provider of diagnostics adds its own. */
const OPEN_TABLE = /\b(?:\w+_CL|AzureDiagnostics)\b/;

/** The parsers of a workspace may give more columns than their schema has; a near miss is a slip all the same. */
const ASIM_PARSER = /\b(?:_?ASim_?|_Im_|v?im)[A-Z]\w*/;

/** Why a table or function may well be there though the knowledge lacks it. */
function reasonForUnknown(detection: QueryOwner, name: string): string | undefined {
  if (declaredTypes(detection).has(name)) return 'The rule names it under "dataTypes"';
  if (isOfSolution(name)) return 'It comes with a solution';
  if (isBuiltInParser(name)) return 'It is a parser of one source that Sentinel has built in';
  return CUSTOM_TABLE.test(name) ? 'It is a custom table' : undefined;
}

/** The names in a piece of SPL: of a macro call, of a lookup. */
const namesIn = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*/g) ?? [];

/**
 * The problems without those that follow from another: in KQL nothing is certain behind the first syntax error, and
 * what an unknown name does to the columns and types behind it goes without saying; in SPL a macro that is missing leaves a gap.
 */
function withoutCascades(language: DetectionLanguage, problems: readonly QueryProblem[]): readonly QueryProblem[] {
  const within = (inner: QueryProblem, outer: QueryProblem, slack = 0) =>
    inner.start >= outer.start - slack && inner.end <= outer.end + slack;
  if (language === 'spl') {
    const macros = problems.filter(({ name }) => name === 'unknown-macro');
    return problems.filter(
      (problem) => problem.name !== 'syntax-error' || !macros.some((macro) => within(problem, macro, 2)),
    );
  }
  if (language !== 'kql') return problems;
  const syntax = problems.filter(({ name }) => name === 'syntax-error');
  const [first] = syntax.sort((left, right) => left.start - right.start);
  if (first) return [first];
  const unknown = problems.find(({ name }) => name === 'unknown-table' || name === 'unknown-workspace-function');
  const follows = ({ name, start }: QueryProblem) =>
    unknown !== undefined && start >= unknown.start && /^(?:type-mismatch|unknown-column)$/.test(name);
  const errors = problems.filter(({ name, severity }) => (severity ?? CODES[name].severity) === 'error');
  return problems.filter(
    (problem) =>
      !follows(problem) && (problem.name !== 'query-warning' || !errors.some((error) => within(error, problem))),
  );
}

/** The tables and parsers that a Sentinel rule says its connectors bring: `SecurityBridgeLogs_CL` also without `_CL`. */
function declaredTypes({ document, kind }: QueryOwner): ReadonlySet<string> {
  const names = new Set<string>();
  const connectors = kind.startsWith('sentinel-') ? valueAt(document.value, ['requiredDataConnectors']) : undefined;
  if (!Array.isArray(connectors)) return names;
  for (const connector of connectors) {
    for (const key of ['dataTypes', 'datatypes']) {
      const types = valueAt(connector, [key]);
      if (!Array.isArray(types)) continue;
      for (const type of types) {
        const name = String(type)
          .trim()
          .replace(/\s*\(.*$/, '');
        names.add(name);
        names.add(name.replace(/_CL$/, ''));
      }
    }
  }
  return names;
}
