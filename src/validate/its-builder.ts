import type { AppOf, ContentApp } from '../content/app.ts';
import type { Content } from '../content/load.ts';
import type { Detection } from '../content/model.ts';
import type { DiagnosticName } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { valueAt } from './lint/shared-lists.ts';

type Refusal = (diagnostic: Diagnostic, detection: Detection | undefined, app: ContentApp) => boolean;

const always: Refusal = () => true;

const BOTH: Partial<Record<DiagnosticName, Refusal>> = {
  'unknown-story': always,
  'unknown-data-source': always,
  'missing-filter-macro': always,
  'file-name': always,
  'name-length': always,
  'impossible-date': always,
  'missing-risk': always,
  'surplus-risk': always,
  'duplicate-name': always,
  'incomplete-attack-data': always,
  'unknown-output-lookup': always,
  'malformed-reference': ({ message }) => / is no URL\.$/.test(message),
  'lookup-table': ({ message }) => /^There is no table |^"[^"]+" has \d+ columns/.test(message),
  'missing-test': (_, detection) =>
    detection?.status === 'production' &&
    detection.type !== 'Correlation' &&
    !(valueAt(detection.document.value, ['tests', 0]) !== undefined),
};

/** What each builder refuses of what is no error for everybody else. */
const REFUSED: Readonly<Record<ContentApp['builder'], Partial<Record<DiagnosticName, Refusal>>>> = {
  contentctl: {
    ...BOTH,
    'schema-value': ({ message }) =>
      /^"(?:how_to_implement|known_false_positives|drilldown_searches\[\d+\]\.name)" has \d+ characters/.test(message),
    'missing-drilldown': always,
    'orphaned-table': always,
    'placeholder-left': always,
    'deprecation-mapping': (_, __, app) => app.asksForMapping,
    'deprecation-info': (_, __, app) => app.asksForMapping,
  },
  'contentctl-ng': {
    ...BOTH,
    'malformed-cve': always,
    'missing-story': always,
    'repeated-entry': ({ message }) => message.startsWith('The risk of '),
    'parent-and-sub-technique': always,
    'date-order': always,
    'malformed-token': always,
    'misplaced-content': always,
    'deprecation-info': always,
    'unknown-replacement': always,
    'unknown-schedule': always,
    'unknown-baseline': always,
    'builder-keys': always,
  },
};

/**
 * Findings as the tool means them that builds the content: what it refuses is an error to whoever has its settings, for
 * the app cannot be built; names that the settings give to other apps are there.
 */
export function asItsBuilder(
  diagnostics: readonly Diagnostic[],
  { detections, objects }: Content,
  appOf: AppOf,
): readonly Diagnostic[] {
  const kinds = new Map<string, Detection | undefined>();
  for (const { kind, file } of objects) if (kind.startsWith('escu-')) kinds.set(file, undefined);
  for (const detection of detections) if (detection.kind === 'escu-detection') kinds.set(detection.file, detection);
  if (kinds.size === 0) return diagnostics;
  return diagnostics.map((diagnostic) => {
    const { name, file, severity, message } = diagnostic;
    if (!kinds.has(file) && name !== 'orphaned-table') return diagnostic;
    const app = appOf(file);
    if (!app) return diagnostic;
    if (name === 'unknown-macro' || name === 'unknown-lookup') {
      const owner = app.external.get(/"([^"(]+)/.exec(message)?.[1] ?? '');
      if (owner === undefined) return diagnostic;
      const hint = `${app.settings} says that it comes with ${owner}; add a copy to the knowledge to run the detection here.`;
      return { ...diagnostic, severity: 'warning', hint };
    }
    const isRefused = severity !== 'error' && REFUSED[app.builder][name]?.(diagnostic, kinds.get(file), app);
    return isRefused ? { ...diagnostic, severity: 'error' } : diagnostic;
  });
}
