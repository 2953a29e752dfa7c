import { invariant } from '../../src/util/invariant.ts';
import { parseYaml } from '../../src/content/yaml.ts';
import { openEventSource } from '../../src/data/event-source.ts';
import type { LogFile } from '../../src/data/record.ts';
import { CODES } from '../../src/diagnostics/codes.ts';
import { convertRule } from '../../src/languages/sigma/conversion/index.ts';
import { lowerSigma, printSigmaCell, sigmaCollection, sigmaEntries } from '../../src/languages/sigma/index.ts';
import { parsePipeline } from '../../src/languages/sigma/pipelines/index.ts';
import { createLibrary } from '../../src/plan/library.ts';
import { sigmaCatalog } from '../../src/platforms/sigma/index.ts';
import { eventFilterOf, SigmaMatcher } from '../../src/platforms/sigma/matcher/index.ts';
import { eventRecord } from '../../src/table/batch.ts';
import { type QueryJob, type Runtime, runQuery } from '../../src/testing/engine.ts';
import { Replay } from '../../src/testing/replay.ts';
import { renderTable } from '../../src/testing/scripts/script-cells.ts';
import type { ScriptCase } from '../../src/testing/scripts/script-file.ts';

type Document = Readonly<Record<string, unknown>>;

/** What the lines under a Sigma case say, and the documents that come of it. */
interface SigmaCase {
  readonly document: Document;
  /** The rules that a correlation names, and filters. */
  readonly others: readonly Document[];
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  readonly table: unknown;
}

const LOGSOURCE = { category: 'test' };

/**
 * A case's condition and its detections as a rule. Among the detections some keys are none: `logsource`, `fields`, `placeholders`,
 * `filter` (a filter's detections and condition) and `rules` (further rules: detections and a condition by name). The
 * condition `correlation` stands for the correlation under that key. `table` is the table of a conversion to KQL.
 */
function sigmaCase({ query }: ScriptCase): SigmaCase {
  const [condition = '', ...lines] = query.split('\n');
  const { documents } = parseYaml(`${lines.join('\n')}\n`, 'case.yml');
  const given = (documents[0]?.value ?? {}) as Document;
  const {
    logsource = LOGSOURCE,
    placeholders = {},
    filter,
    rules = {},
    correlation,
    fields,
    table,
    ...detections
  } = given;
  const others = Object.entries(rules as Readonly<Record<string, Document>>).map(([name, detection]) =>
    detection['correlation'] === undefined
      ? { title: name, name, logsource, detection }
      : { title: name, name, ...detection },
  );
  const filters =
    filter === undefined ? [] : [{ title: 'filter', logsource, filter: { rules: 'any', ...(filter as Document) } }];
  const head = { title: 'case', name: 'case', ...(fields !== undefined && { fields }) };
  const document =
    condition === 'correlation'
      ? { ...head, correlation }
      : { ...head, logsource, detection: { ...detections, condition: conditionOf(condition) } };
  return { document, others: [...others, ...filters], placeholders: placeholders as SigmaCase['placeholders'], table };
}

/** `[one, two]` is a list of conditions. */
const conditionOf = (text: string): unknown =>
  text.startsWith('[') ? parseYaml(text, 'condition.yml').documents[0]?.value : text;

const RUNTIME: Runtime = {
  library: createLibrary(sigmaEntries),
  print: printSigmaCell,
  catalog: (_job, events, report) => sigmaCatalog(events, { report }),
};

const problemLines = (
  problems: readonly { readonly name: keyof typeof CODES; readonly message: string }[],
): readonly string[] => problems.map(({ name }) => `! ${CODES[name].code} ${name}`);

/** The lines that a Sigma case gives, by way of running: of a rule the numbers of the records that it finds. */
export function runSigmaCase(
  item: ScriptCase,
  logs: readonly LogFile[],
  modes: readonly { readonly batchSize: number; readonly optimise: boolean }[],
): ReadonlyMap<string, readonly string[]> {
  const { document, others, placeholders } = sigmaCase(item);
  const { query, problems } = lowerSigma(document, {
    collection: sigmaCollection([document, ...others]),
    placeholder: (name) => placeholders[name],
  });
  if (!query) return new Map([['lowered', problemLines(problems)]]);
  const answers = new Map<string, readonly string[]>();
  const filter = eventFilterOf(query.plan);
  for (const mode of modes) {
    const job: QueryJob = {
      query,
      views: new Map(),
      notes: [],
      logs,
      knowledge: { splunk: [], sentinel: [] },
      tables: [],
      ...mode,
    };
    const { columns, rows, origins } = runQuery(job, RUNTIME);
    const lines = filter ? records(origins.flat().map(eventRecord)) : renderTable(columns, rows);
    answers.set(`batches of ${mode.batchSize}, ${mode.optimise ? 'optimised' : 'as written'}`, lines);
  }
  if (filter) {
    const found: number[] = [];
    const replay = new Replay(openEventSource(logs));
    for (const file of replay.files.keys()) {
      for (const batch of replay.read(file, { batchSize: 3, report: () => undefined })) {
        new SigmaMatcher([filter]).match(batch, (_rule, record) => found.push(record));
      }
    }
    answers.set('matched', records(found));
  }
  return answers;
}

const records = (found: readonly number[]): readonly string[] =>
  found.length === 0 ? ['(no results)'] : [[...found].sort((left, right) => left - right).join(', ')];

/** The query that a conversion gives, or that it is refused. */
export function runConversionCase(item: ScriptCase): ReadonlyMap<string, readonly string[]> {
  const { document, others, table } = sigmaCase(item);
  const to = item.language === 'convert-spl' ? 'spl' : 'kql';
  const { pipeline } = parsePipeline({
    transformations: [{ type: 'set_state', key: 'query_table', val: typeof table === 'string' ? table : 'T' }],
  });
  invariant(pipeline, 'The pipeline of conversion cases is not valid.');
  const { query, problems } = convertRule(document, {
    to,
    pipelines: [pipeline],
    collection: sigmaCollection([document, ...others]),
  });
  return new Map([['converted', query === undefined ? problemLines(problems) : query.split('\n')]]);
}
