import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { KqlEnvironment } from '../src/languages/kql/environment.ts';
import type { Kusto } from '../src/languages/kql/binding/kusto.ts';
import type { LiveState } from '../src/testing/live-repository.ts';

/**
 * A process of `bench/validate.ts`: `analysis FOLDER` tells what Microsoft's parser alone takes for the KQL of a folder,
 * `edits FOLDER` what an edit of each kind takes under `--watch`. Prints JSON.
 */
const [what, folder] = process.argv.slice(2) as [string, string];
/** The built code, which users run. */
const built = (path: string) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { LiveRepository } = (await built(
  'testing/live-repository.js',
)) as typeof import('../src/testing/live-repository.ts');
const live = new LiveRepository({ cwd: process.cwd(), paths: [join(process.cwd(), folder)], cache: false });

/** So many files of a kind are edited. */
const EDITS = 5;

console.log(JSON.stringify(what === 'analysis' ? await analysis() : await edits()));

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Each query parsed and analysed once, over one picture of all that any of them can reach. */
async function analysis(): Promise<object> {
  const { lowerBody } = (await built(
    'platforms/sentinel/index.js',
  )) as typeof import('../src/platforms/sentinel/index.ts');
  const { workspace, content } = live.load();
  const texts = content.detections.flatMap(({ language, query }) => (language === 'kql' && query ? [query.text] : []));
  for (const { kind, document } of content.objects) {
    if (kind !== 'asim-parser') continue;
    lowerBody(document.value as Readonly<Record<string, unknown>>, (text) => {
      texts.push(text);
      return { problems: [] };
    });
  }
  const counts = { spl: 0, kql: 0, sigma: 0 };
  for (const { language } of content.detections) counts[language] += 1;
  if (texts.length === 0) return { counts, queries: 0, cpu: 0 };
  const environment = await workspace.kqlEnvironment();
  const members = membersOf(texts, environment);
  const before = processorTime();
  const { GlobalState, KustoCode, Symbols } = loadParser();
  const columns = (table: readonly { readonly name: string; readonly type: string }[]) =>
    table.map(
      ({ name, type }) => new Symbols.ColumnSymbol(name, Symbols.ScalarTypes.GetSymbol(type), null, null, null, null),
    );
  const symbols = members.map((member) =>
    'body' in member
      ? new Symbols.FunctionSymbol.$ctor16(member.name, member.parameters, `{${member.body}\n}`, null)
      : new Symbols.TableSymbol.$ctor4(member.name, columns(member.columns)),
  );
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', symbols)).WithCache();
  for (const text of texts) KustoCode.ParseAndAnalyze(text, globals);
  return { counts, queries: texts.length, cpu: processorTime() - before };
}

type Member =
  | { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: string }[] }
  | { readonly name: string; readonly parameters: string; readonly body: string };

/** The tables and functions that the texts name, and those that these functions name. */
function membersOf(texts: readonly string[], environment: KqlEnvironment): readonly Member[] {
  const members = new Map<string, Member>();
  const queue = [...texts];
  for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
    for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) {
      if (members.has(name)) continue;
      const found = environment.function(name);
      const columns = found ? undefined : environment.table(name);
      if (found) queue.push(found.body);
      if (found) members.set(name, { ...found, name });
      else if (columns) members.set(name, { name, columns });
    }
  }
  return [...members.values()];
}

/** The library as it comes. */
function loadParser(): Pick<Kusto, 'GlobalState' | 'KustoCode' | 'Symbols'> {
  const require = createRequire(import.meta.url);
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
    const filename = require.resolve(`@kusto/language-service-next/${file}`);
    new Script(readFileSync(filename, 'utf8'), { filename }).runInThisContext();
  }
  return (globalThis as unknown as { readonly Kusto: { readonly Language: Kusto } }).Kusto.Language;
}

/** Medians of the processor time of some edits of each kind of file, in milliseconds. */
async function edits(): Promise<Readonly<Record<string, number>>> {
  const state = await live.refresh();
  const files = filesByKind(state);
  const took: Record<string, number> = {};
  for (const [kind, names] of files) {
    const times: number[] = [];
    for (let at = 0; at < Math.min(EDITS, names.length); at += 1) {
      const path = join(process.cwd(), names[Math.floor((at * names.length) / EDITS)] as string);
      writeFileSync(path, edited(readFileSync(path, 'utf8'), at));
      const before = processorTime();
      live.changed(path);
      await live.refresh();
      times.push((processorTime() - before) * 1000);
    }
    took[kind] = times.sort((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
  }
  return took;
}

function filesByKind({ content }: LiveState): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { kind, file } of [...content.detections, ...content.objects]) {
    const list = files.get(kind) ?? [];
    files.set(kind, list);
    if (!list.includes(file)) list.push(file);
  }
  return files;
}

/** Another number in the query, definition or condition; a comment at the end where there is none. */
function edited(text: string, at: number): string {
  const changed = text.replace(
    /^((?:search|query|definition|ParserQuery|condition|detection)\s*:[\s\S]*?)(\d+)/m,
    (_, before, digits) => `${before}${Number(digits) + at + 1}`,
  );
  return changed === text ? `${text}\n# ${at}\n` : changed;
}
