import { createHash } from 'node:crypto';
import { type AppOf, appFinder } from '../content/app.ts';
import { type ConnectorListOf, connectorLists } from '../content/connector-list.ts';
import { contentStem, fileStem } from '../content/detection.ts';
import type { Content } from '../content/load.ts';
import type { ContentObject, Detection } from '../content/model.ts';
import { compareDiagnostics, createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { isMapping } from '../content/kind.ts';
import type { QueryProblem } from '../diagnostics/query-problem.ts';
import type { Lowering } from '../languages/front-end.ts';
import { type AttackTable, attackTable } from './attack.ts';
import { LINT_RULES } from './lint/index.ts';
import { readListWithPath } from './lint/shared-lists.ts';
import type { LintContext, LintRule, ObjectContext, Report } from './lint/rule.ts';
import { asItsBuilder } from './its-builder.ts';
import { objectContext } from './object-context.ts';
import { type QueryOwner, queryDiagnostics } from './problem.ts';
import type { ReachOf, RecentFindings } from './recent-findings.ts';
import type { ResultCache } from './result-cache.ts';
import type { References } from './references.ts';
import { knownReferences } from './references.ts';
import { checkSchema, schemaName } from './schema.ts';
import { applySuppressions } from './suppressions.ts';
import { sigmaNeighbours } from '../content/sigma-neighbours.ts';
import { append } from '../util/append.ts';

export interface ValidateContext extends References {
  /** All detections that are validated together. */
  readonly detections: readonly Detection[];
  readonly objects?: readonly ContentObject[];
  readonly attack?: AttackTable;
  readonly splunk?: LintContext['splunk'];
  readonly app?: AppOf | undefined;
  readonly connectorList?: ConnectorListOf | undefined;
  /** Default: the moment of the call. */
  readonly now?: Date;
}

export interface ValidateOptions {
  /** Parses and binds the query of a detection or a baseline. */
  readonly lower: (detection: QueryOwner) => Lowering | Promise<Lowering>;
  /** What the searches of Splunk may name. */
  readonly splunk?: () => Promise<LintContext['splunk']>;
  /** What is wrong with the body of a parser or function; places count in the body. */
  readonly lowerBody?: (mapping: Readonly<Record<string, unknown>>) => Promise<readonly QueryProblem[]>;
  /** Folders of Splunk knowledge: their `stories/` and `data_sources/` may be referred to. */
  readonly splunkRoots?: readonly string[];
  /** Files are named relative to this folder. */
  readonly root: string;
  /** Only these of the content's detections. */
  readonly only?: ReadonlySet<Detection>;
  /** Findings of earlier runs. */
  readonly cache?: ResultCache;
  /** What findings of a detection rest on besides its text: changes when that changes. */
  readonly restsOn?: (detection: Detection) => string;
  /** Findings of the same process, by what documents reach. */
  readonly recent?: { readonly findings: RecentFindings; readonly reach: ReachOf; readonly shared: string };
}

/** Everything that is wrong with some content, in the order of files and places. */
export async function validateContent(content: Content, options: ValidateOptions): Promise<readonly Diagnostic[]> {
  const references = knownReferences(content, options.splunkRoots ?? [], options.root);
  const app = appFinder(options.root);
  const context = {
    ...references,
    detections: content.detections,
    objects: content.objects,
    app,
    connectorList: connectorLists(options.root),
  };
  const diagnostics: Diagnostic[] = [...content.diagnostics];
  const remember = remembering(content, references, options);
  for (const detection of content.detections) {
    if (options.only && !options.only.has(detection)) continue;
    const own = async () => {
      const lowering = await options.lower(detection);
      const splunk = detection.language === 'spl' ? await options.splunk?.() : undefined;
      return ownDiagnostics(detection, lowering, { ...context, ...(splunk && { splunk }) });
    };
    append(diagnostics, restsOnOthers(detection) ? await own() : await remember(detection, own));
    append(diagnostics, acrossDiagnostics(detection, context));
  }
  // Rules that lie elsewhere are there for those that name them. One list for all: indexes are kept by it.
  const neighbours = content.objects.length > 0 ? sigmaNeighbours(content, options.root) : [];
  const detections = neighbours.length > 0 ? [...content.detections, ...neighbours] : content.detections;
  for (const object of content.objects) {
    append(diagnostics, await remember(object, () => ownObjectDiagnostics(object, options)));
    append(
      diagnostics,
      lintObject(
        object,
        objectContext(object, { detections, objects: content.objects }, references, options.root, app),
      ),
    );
  }
  const sources = options.only ? sourcesOf(content, options.only) : content.sources;
  const told = asItsBuilder(withoutNamesOfBroken(withoutEquals(diagnostics), content.objects), content, app);
  return [...applySuppressions(told, sources)].sort(compareDiagnostics);
}

const UNKNOWN_NAMES: ReadonlySet<string> = new Set([
  ...['unknown-macro', 'unknown-lookup', 'unknown-story', 'unknown-data-source', 'unknown-workspace-function'],
]);

/** What a file defines that cannot be read is there: that the file is broken is told. So it is of a macro whose definition is misspelt. */
function withoutNamesOfBroken(
  diagnostics: readonly Diagnostic[],
  objects: readonly ContentObject[],
): readonly Diagnostic[] {
  const broken = new Set(
    diagnostics.filter(({ name }) => name === 'yaml-syntax').map(({ file }) => fileStem(file).toLowerCase()),
  );
  for (const { kind, name, document } of objects) {
    if (kind !== 'escu-macro' || !isMapping(document.value)) continue;
    if (typeof document.value['definition'] !== 'string') broken.add(name.trim().toLowerCase());
  }
  if (broken.size === 0) return diagnostics;
  const isDefined = (message: string) => {
    const name = /"([^"(]+)(?:\([^"]*)?"/.exec(message)?.[1] ?? '';
    return broken.has(name.toLowerCase()) || broken.has(contentStem(name));
  };
  return diagnostics.filter(({ name, message }) => !(UNKNOWN_NAMES.has(name) && isDefined(message)));
}

/** Rules that share a global document have what it says in common: told once is enough. */
function withoutEquals(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Set<string>();
  return diagnostics.filter(({ code, file, range, message }) => {
    const key = JSON.stringify([code, file, range.start, range.end, message]);
    return !told.has(key) && told.add(key);
  });
}

/** A correlation rests on the rules that it names, a search on the saved searches. */
const restsOnOthers = ({ kind, query }: Detection): boolean =>
  kind === 'sigma-correlation' || /\bsavedsearch\b/i.test(query?.text ?? '');

type Remember = (
  item: Detection | ContentObject,
  find: () => readonly Diagnostic[] | Promise<readonly Diagnostic[]>,
) => Promise<readonly Diagnostic[]>;

/** Takes the findings of a document from the caches when nothing that they rest on has changed. */
function remembering({ sources }: Content, references: References, options: ValidateOptions): Remember {
  const { cache, recent, restsOn } = options;
  if (!cache && !recent) return async (_, find) => find();
  const places = new Map<string, number>();
  return async (item, find) => {
    const place = (places.get(item.file) ?? 0) + 1;
    places.set(item.file, place);
    const files = new Set([item.file, ...('tests' in item ? item.tests.map(({ file }) => file) : [])]);
    const texts = [...files].map((file) => digestOf(sources.get(file)));
    const further = 'tests' in item && restsOn ? restsOn(item) : '';
    const context = item.kind === 'escu-detection' ? namedBy(item, references) : '';
    const parts = [item.kind, String(place), context, further, ...files, ...texts];
    const key = cache?.key(...parts);
    const known = key === undefined ? undefined : cache?.get(key);
    if (known && (!recent || recent.findings.isNoted(key as string))) return known;
    const reached = await recent?.reach(item);
    const keyed = recent && reached && recent.findings.keyed(reached, recent.shared, ...parts);
    const found = known ?? keyed?.get() ?? (await find());
    keyed?.put(found);
    if (key !== undefined && !known) {
      cache?.put(key, found);
      recent?.findings.isNoted(key);
    }
    return found;
  };
}

const digests = new WeakMap<SourceText, string>();

/** Stands for the text of a file; worked out once for each that was read. */
function digestOf(source: SourceText | undefined): string {
  if (!source) return '';
  const digest = digests.get(source) ?? createHash('sha256').update(source.text).digest('base64');
  digests.set(source, digest);
  return digest;
}

/** What is known of the names that a detection of ESCU lists; all of them where one is not known, for a hint names others. */
function namedBy({ document }: Detection | ContentObject, references: References): string {
  const { stories, dataSources, sourcetypes, outputFields, baselines } = references;
  const listed = (...paths: readonly (readonly string[])[]) =>
    readListWithPath(document, ...paths).map(({ text }) => text);
  const told = (names: readonly string[], known: ReadonlySet<string> | undefined): readonly string[] =>
    known === undefined || names.every((name) => known.has(name)) ? [String(known !== undefined)] : [...known].sort();
  const sources = listed(['data_source']).flatMap((name) => [name, ...name.split(' AND ')]);
  return JSON.stringify([
    told(listed(['analytic_story'], ['tags', 'analytic_story']), stories),
    told(sources, dataSources),
    sources.map((name) => [sourcetypes?.get(name) ?? null, outputFields?.get(name) ?? []]),
    told(listed(['baselines']), baselines && new Set(baselines.names)),
  ]);
}

/** The files of some detections: a suppression in another file may well have its use. */
function sourcesOf(content: Content, detections: ReadonlySet<Detection>): Content['sources'] {
  const files = new Set([...detections].map(({ file }) => file));
  return new Map([...content.sources].filter(([file]) => files.has(file)));
}

/** Everything that is wrong with a detection whose query was lowered; without a lowering, with all but its query. */
export function validateDetection(
  detection: Detection,
  lowering: Lowering | undefined,
  context: ValidateContext,
): readonly Diagnostic[] {
  return [...ownDiagnostics(detection, lowering, context), ...acrossDiagnostics(detection, context)].sort(
    compareDiagnostics,
  );
}

const ownRules = rulesByKind(LINT_RULES.filter(({ acrossFiles }) => acrossFiles !== true));
const acrossRules = rulesByKind(LINT_RULES.filter(({ acrossFiles }) => acrossFiles === true));

/** The rules that look at detections of a kind: told apart once, and not for each detection. */
function rulesByKind(rules: readonly LintRule[]): (kind: Detection['kind']) => readonly LintRule[] {
  const byKind = new Map<Detection['kind'], readonly LintRule[]>();
  return (kind) => {
    const known =
      byKind.get(kind) ??
      rules.filter((rule) => (rule.check ?? rule.checkSearch) && rule.kinds?.includes(kind) !== false);
    byKind.set(kind, known);
    return known;
  };
}

/** What the detection and the knowledge alone tell. */
function ownDiagnostics(
  detection: Detection,
  lowering: Lowering | undefined,
  context: ValidateContext,
): readonly Diagnostic[] {
  const schema = schemaName(detection.kind, detection.document.value);
  const diagnostics: Diagnostic[] = [];
  if (schema !== undefined) append(diagnostics, checkSchema(schema, detection.document));
  const hasQuery = detection.query !== undefined || detection.language === 'sigma';
  if (lowering && hasQuery) append(diagnostics, queryDiagnostics(detection, lowering.problems));
  lintWith(ownRules(detection.kind), detection, lowering, context, diagnostics);
  return withoutRepeats(diagnostics);
}

/** Objects with a query of their own. */
const QUERIES_OF_OBJECTS: Partial<
  Record<ContentObject['kind'], { readonly key: string; readonly language: 'spl' | 'kql' }>
> = {
  'escu-baseline': { key: 'search', language: 'spl' },
  'sentinel-summary-rule': { key: 'query', language: 'kql' },
};

/** What an object alone tells: its structure, and the search of a baseline. */
async function ownObjectDiagnostics(object: ContentObject, options: ValidateOptions): Promise<readonly Diagnostic[]> {
  const { kind, document, file } = object;
  const schema = schemaName(kind, document.value);
  const diagnostics = schema === undefined ? [] : [...checkSchema(schema, document)];
  const place = QUERIES_OF_OBJECTS[kind];
  const query = place && document.text([place.key]);
  if (place && query) {
    const owner = { language: place.language, kind, document, file, query } as const;
    const lowering = await options.lower(owner);
    append(diagnostics, queryDiagnostics(owner, lowering.problems));
    if (place.language === 'spl' && lowering.query) {
      const search = { text: query, query: lowering.query, splunk: await options.splunk?.() };
      for (const rule of LINT_RULES) rule.checkSearch?.(search, reporting(rule, file, diagnostics));
    }
  }
  if (kind === 'sigma-filter' || kind === 'sigma-pipeline') {
    const owner = { language: 'sigma', kind, document, file } as const;
    const told = new Set(diagnostics.map(({ range }) => placeOf(range)));
    const found = queryDiagnostics(owner, await sigmaProblems(object));
    append(
      diagnostics,
      found.filter(({ range }) => !told.has(placeOf(range))),
    );
  }
  if (kind === 'asim-parser' && options.lowerBody && isMapping(document.value)) {
    const body = document.text([Object.hasOwn(document.value, 'ParserQuery') ? 'ParserQuery' : 'FunctionQuery']);
    if (body) {
      const owner = { language: 'kql', kind, document, file, query: body } as const;
      append(diagnostics, queryDiagnostics(owner, await options.lowerBody(document.value)));
    }
  }
  return diagnostics;
}

async function sigmaProblems({ kind, document }: ContentObject): Promise<readonly QueryProblem[]> {
  if (kind === 'sigma-filter') return (await import('../languages/sigma/index.ts')).filterProblems(document.value);
  return (await import('../languages/sigma/pipelines/index.ts')).parsePipeline(document.value).problems;
}

/** What the rules find in an object. */
export function lintObject(
  object: ContentObject,
  context: ObjectContext,
  rules: readonly LintRule[] = LINT_RULES,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const rule of rules) {
    if (!rule.objectKinds?.includes(object.kind)) continue;
    rule.checkObject?.(object, reporting(rule, object.file, diagnostics), context);
  }
  return diagnostics;
}

function acrossDiagnostics(detection: Detection, context: ValidateContext): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  lintWith(acrossRules(detection.kind), detection, undefined, context, diagnostics);
  return diagnostics;
}

/** What one rule finds in a detection. */
export function lint(
  rule: LintRule,
  detection: Detection,
  lowering: Lowering | undefined,
  context: ValidateContext,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  lintWith([rule], detection, lowering, context, diagnostics);
  return diagnostics;
}

function lintWith(
  rules: readonly LintRule[],
  detection: Detection,
  lowering: Lowering | undefined,
  context: ValidateContext,
  found: Diagnostic[],
): void {
  const seen: LintContext = {
    detections: context.detections,
    objects: context.objects ?? [],
    query: lowering?.query,
    attack: context.attack ?? attackTable(),
    stories: context.stories,
    dataSources: context.dataSources,
    baselines: context.baselines,
    sourcetypes: context.sourcetypes,
    outputFields: context.outputFields,
    splunk: context.splunk,
    app: context.app,
    connectorList: context.connectorList,
    now: context.now ?? new Date(),
  };
  const { language, query: text, file } = detection;
  const search = language === 'spl' && text && seen.query && { text, query: seen.query, splunk: seen.splunk };
  for (const rule of rules) {
    if (rule.kinds && !rule.kinds.includes(detection.kind)) continue;
    const report = reporting(rule, file, found);
    rule.check?.(detection, report, seen);
    if (search) rule.checkSearch?.(search, report);
  }
}

/** A rule's way to tell of findings in a file. */
const reporting =
  (rule: LintRule, file: string, found: Diagnostic[]): Report =>
  (range, message, { hint, severity, related, fix, file: other } = {}) => {
    found.push(
      createDiagnostic(rule.name, other ?? file, range, message, {
        hint,
        severity,
        fix,
        related: related && [{ message: related.message, location: { file: related.file, range: related.range } }],
      }),
    );
  };

/**
 * A mistake in the structure of a Sigma rule is found by the schema and by the reader of the rule: once is enough, and
 * that a broken rule has no meaning goes without saying.
 */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const isBroken = diagnostics.some(({ code, severity }) => code.startsWith('FD11') && severity === 'error');
  const schemaPlaces = new Set(
    diagnostics.filter(({ code }) => code.startsWith('FD11')).map(({ range }) => placeOf(range)),
  );
  return diagnostics.filter(
    ({ name, code, range }) =>
      !(isBroken && name === 'query-error') &&
      !(code.startsWith('FD2') && name !== 'invalid-modifier' && schemaPlaces.has(placeOf(range))),
  );
}

const placeOf = ({ start }: Diagnostic['range']): string => `${start.line}:${start.column}`;
