import type { ConnectorListOf } from '../../content/connector-list.ts';
import type { ContentObject, ContentObjectKind, Detection, DetectionKind, SourcedText } from '../../content/model.ts';
import type { DiagnosticName } from '../../diagnostics/codes.ts';
import type { Fix, Range, Severity } from '../../diagnostics/diagnostic.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import type { LoweredQuery } from '../../plan/plan.ts';
import type { AppOf } from '../../content/app.ts';
import type { AttackTable } from '../attack.ts';

export interface ReportDetails {
  readonly hint?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly fix?: Fix | undefined;
  /** Another file that the finding is about as a whole. */
  readonly file?: string | undefined;
  readonly related?: { readonly message: string; readonly file: string; readonly range: Range } | undefined;
}

/** Tells of a finding; a rule calls it as often as it finds something. */
export type Report = (range: Range, message: string, details?: ReportDetails) => void;

/** What a rule may look at besides the detection. */
export interface LintContext {
  /** All detections that are validated together. */
  readonly detections: readonly Detection[];
  /** All objects that are validated together. */
  readonly objects: readonly ContentObject[];
  /** The detection's query as it was lowered; undefined when that failed. */
  readonly query: LoweredQuery | undefined;
  readonly attack: AttackTable;
  /** Names of the analytic stories; undefined when no folder of stories is known. */
  readonly stories: ReadonlySet<string> | undefined;
  /** Names of the baselines; undefined when none is known. */
  readonly baselines?: { readonly keys: ReadonlySet<string>; readonly names: readonly string[] } | undefined;
  /** Names of the data sources; undefined when no folder of data sources is known. */
  readonly dataSources: ReadonlySet<string> | undefined;
  /** The sourcetype of each data source, in lower case. */
  readonly sourcetypes?: ReadonlyMap<string, string> | undefined;
  /** The fields that a data source wants a detection to return. */
  readonly outputFields?: ReadonlyMap<string, readonly string[]> | undefined;
  /** What searches may name. */
  readonly splunk?: Pick<SplEnvironment, 'dataModel' | 'lookup' | 'lookupNames'> | undefined;
  /** The app that a file is built into; undefined when nothing is known of any. */
  readonly app?: AppOf | undefined;
  /** The data connectors that the repository of a file lists; undefined when it lists none. */
  readonly connectorList?: ConnectorListOf | undefined;
  readonly now: Date;
}

/** What a rule may look at besides an object. */
export interface ObjectContext {
  readonly detections: readonly Detection[];
  /** All objects that are validated together. */
  readonly objects: readonly ContentObject[];
  readonly stories: ReadonlySet<string> | undefined;
  /** The text of a file beside the object's; undefined when there is none. */
  readonly beside: (name: string) => string | undefined;
  /** The names of the files in its folder. */
  readonly neighbours: () => readonly string[];
  /** The content files of the app that a file of `removed/` belongs to; undefined for another file. */
  readonly filesAround: () => readonly string[] | undefined;
  /** The app that a file is built into; undefined when nothing is known of any. */
  readonly app?: AppOf | undefined;
  readonly now: Date;
}

/** A search, and what it became: of a detection or a baseline. */
export interface SearchContext {
  readonly text: SourcedText;
  readonly query: LoweredQuery;
  readonly splunk: LintContext['splunk'];
}

export interface InvalidSample {
  readonly content: string;
  /** `line:column` at which the report has to point. */
  readonly at: string;
  /** What it is called: `rule.yml` unless the name of the file matters. */
  readonly file?: string;
  /** Files beside it. */
  readonly beside?: Readonly<Record<string, string>>;
}

/**
 * One rule. Code, severity and summary stand in the table of codes under `name`; the samples run as tests.
 */
export interface LintRule {
  readonly name: DiagnosticName;
  /** Default: every kind. None for a rule about objects alone. */
  readonly kinds?: readonly DetectionKind[];
  /** Looks at the plan of the query. */
  readonly readsQuery?: true;
  /** Looks at other detections: it is asked anew whenever any of them may have changed. */
  readonly acrossFiles?: true;
  /** Why it matters, for the page of the code. */
  readonly why: string;
  /** What to do, where the good example alone does not say it. */
  readonly fix?: string;
  readonly valid: readonly (string | Omit<InvalidSample, 'at'>)[];
  readonly invalid: readonly InvalidSample[];
  check?(detection: Detection, report: Report, context: LintContext): void;
  /** Kinds of objects that it looks at too; they are looked at whenever anything is validated. */
  readonly objectKinds?: readonly ContentObjectKind[];
  checkObject?(object: ContentObject, report: Report, context: ObjectContext): void;
  /** Looks at what the search of a detection or a baseline does; it goes with `readsQuery`. */
  checkSearch?(search: SearchContext, report: Report): void;
}

export const defineRule = (rule: LintRule): LintRule => rule;
