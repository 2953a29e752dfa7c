/** Rows, events or a lookup given to the queries below it. */
export interface ScriptLoad {
  /** `table`: rows by name; without it events. */
  readonly options: ReadonlyMap<string, string>;
  /** Of a table: `name:type`, or the name alone. */
  readonly columns: readonly { readonly name: string; readonly type?: string }[];
  /** Events as text, or the rows of a table as JSON arrays. */
  readonly lines: readonly string[];
}

export interface ScriptMacro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly definition: string;
}

/** One query with what it must give. */
export interface ScriptCase {
  readonly title: string;
  /** Line of the query in its file, from 1. */
  readonly line: number;
  /** `sigma`: the query is a condition, and its detections below; the other two give the text of its conversion. */
  readonly language: 'spl' | 'kql' | 'sigma' | 'convert-spl' | 'convert-kql';
  readonly query: string;
  readonly loads: readonly ScriptLoad[];
  readonly macros: readonly ScriptMacro[];
  /** ISO 8601. */
  readonly now: string | undefined;
  /** Lines of the expectation without their indent. */
  readonly expected: readonly string[];
  /** Lines of the file that hold the expectation: from (0-based) and how many. */
  readonly place: { readonly from: number; readonly count: number };
  readonly xfail: string | undefined;
}

const QUERY = /^(spl|kql|sigma|convert-spl|convert-kql) (.*)$/;
const LOAD = /^load((?: +\w+=(?:"[^"]*"|\S+))*)(?: +\((.*)\))?$/;
const MACRO = /^macro +(\w+)(?:\(([^)]*)\))?: *(.*)$/;

/**
 * Reads a conformance script: `load`, `macro` and `now` lines, then queries, each with its expectation two spaces in.
 * A query goes on in lines that stand four spaces in. What is loaded serves the queries below it until a query is
 * followed by another `load`.
 *
 * ```
 * # Failed logons are counted per user.
 * # reference: https://…
 * # recorded: Splunk Enterprise 9.4.0 (build …)
 * load sourcetype=logons
 *   {"EventCode": 4625, "user": "alice"}
 *
 * spl search EventCode=4625
 *     | stats count by user
 *   user  | count
 *   alice | 1
 * ```
 */
export function parseScript(text: string): readonly ScriptCase[] {
  const lines = text.split('\n');
  const cases: ScriptCase[] = [];
  let loads: ScriptLoad[] = [];
  let macros: ScriptMacro[] = [];
  let now: string | undefined;
  let title = '';
  let used = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.trim() === '') {
      title = '';
      continue;
    }
    if (line.startsWith('#')) {
      const comment = line.slice(1).trim();
      if (!/^(reference|recorded):/.test(comment)) title = title === '' ? comment : `${title} ${comment}`;
      continue;
    }
    const query = QUERY.exec(line);
    if (query) {
      const body = block(lines, at + 1, '    ');
      const expected = block(lines, at + 1 + body.length, '  ');
      const place = { from: at + 1 + body.length, count: expected.length };
      const failing = expected.find((entry) => entry.startsWith('xfail '));
      cases.push({
        title: title === '' ? (query[2] as string) : title,
        line: at + 1,
        language: query[1] as ScriptCase['language'],
        query: [query[2], ...body].join('\n'),
        loads,
        macros,
        now,
        expected: expected.filter((entry) => entry !== failing),
        place,
        xfail: failing?.slice('xfail '.length),
      });
      used = true;
      at += body.length + expected.length;
      title = '';
      continue;
    }
    if (used) {
      loads = [];
      macros = [];
      now = undefined;
      used = false;
    }
    const load = LOAD.exec(line);
    const macro = MACRO.exec(line);
    if (load) {
      const rows = block(lines, at + 1, '  ');
      loads = [...loads, { options: optionsOf(load[1] ?? ''), columns: columnsOf(load[2]), lines: rows }];
      at += rows.length;
    } else if (macro) {
      const parameters = (macro[2] ?? '').split(',').map((name) => name.trim());
      macros = [
        ...macros,
        { name: macro[1] as string, parameters: parameters.filter(Boolean), definition: macro[3] as string },
      ];
    } else if (line.startsWith('now ')) {
      now = line.slice('now '.length).trim();
    } else {
      throw new Error(`Line ${at + 1}: neither load, macro, now nor a query: ${line}`);
    }
  }
  return cases;
}

/** The lines from `start` that are indented by `indent`, without it. */
function block(lines: readonly string[], start: number, indent: string): readonly string[] {
  const found: string[] = [];
  for (let at = start; lines[at]?.startsWith(indent); at += 1) found.push((lines[at] as string).slice(indent.length));
  return found;
}

function optionsOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
  return new Map(pairs.map(([, name, quoted, bare]) => [name as string, quoted ?? bare ?? '']));
}

function columnsOf(text: string | undefined): ScriptLoad['columns'] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map((column) => {
    const [name, type] = column.trim().split(':');
    return { name: name as string, ...(type !== undefined && { type }) };
  });
}

/**
 * The script with the answers of a service: what its cases expect, and above each the product that gave it. Where a case
 * says that already, the line is replaced.
 */
export function recordScript(
  text: string,
  product: string,
  answers: ReadonlyMap<ScriptCase, readonly string[]>,
): string {
  const said = `# recorded: ${product}`;
  return changedFromTheEnd(text, answers, (lines, { line }) => {
    const query = line - 1;
    let at = query;
    while (lines[at - 1]?.startsWith('#') && !lines[at]?.startsWith('# recorded:')) at -= 1;
    if (lines[at]?.startsWith('# recorded:')) lines[at] = said;
    else lines.splice(query, 0, said);
  });
}

/** The script with the expectations of its cases replaced; a case that is left out keeps its own. */
export const rewriteScript = (text: string, answers: ReadonlyMap<ScriptCase, readonly string[]>): string =>
  changedFromTheEnd(text, answers, () => undefined);

/** What stands below moves nothing above, so changes are made from the last case to the first. */
function changedFromTheEnd(
  text: string,
  answers: ReadonlyMap<ScriptCase, readonly string[]>,
  also: (lines: string[], item: ScriptCase) => void,
): string {
  const lines = text.split('\n');
  for (const [item, answer] of [...answers].sort(([left], [right]) => right.line - left.line)) {
    const { place, xfail } = item;
    const kept = xfail === undefined ? answer : [...answer, `xfail ${xfail}`];
    lines.splice(place.from, place.count, ...kept.map((line) => `  ${line}`));
    also(lines, item);
  }
  return lines.join('\n');
}
