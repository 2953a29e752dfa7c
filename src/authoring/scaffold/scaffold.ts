import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { dump } from 'js-yaml';
import { contentStem } from '../../content/index.ts';
import { openEventSource } from '../../data/event-source.ts';
import type { LogFile } from '../../data/record.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { factsOfLog, type LogFacts } from '../../testing/inspect/log-facts.ts';
import type { Workspace } from '../../testing/workspace.ts';
import { UsageError } from '../../util/usage-error.ts';
import { attackTable } from '../../validate/index.ts';
import type { Draft, DraftRequest } from './draft.ts';
import { modeline } from './modeline.ts';
import { draftSentinel } from './sentinel-draft.ts';
import { draftSigma } from './sigma-draft.ts';
import { draftSplunk } from './splunk-draft.ts';
import { STARTER_EVENT, STARTER_LOG } from './starter-log.ts';

export type ScaffoldPlatform = 'splunk' | 'sentinel' | 'sigma';

export interface ScaffoldOptions {
  readonly platform: ScaffoldPlatform;
  readonly name: string;
  readonly cwd: string;
  readonly workspace: Workspace;
  readonly technique?: string;
  readonly author?: string;
  /** A log with the attack; without one an invented recording is written, to be replaced. */
  readonly data?: string;
  /** A log in which nothing may be found. */
  readonly benign?: string;
  readonly source?: string;
  readonly sourcetype?: string;
  /** Numbers of the events that the query is about; default: the first event, or those that `matching` names. */
  readonly events?: readonly number[];
  /** The events whose text holds this, without regard to case. */
  readonly matching?: string;
  /** Sentinel: the table to ask. */
  readonly table?: string;
  /** The folder of the detection. */
  readonly folder?: string;
  /** Tests go to `<name>.test.yml` beside the detection. */
  readonly sideFile?: boolean;
  /** `2026-05-05`: the day of the detection's dates. */
  readonly today: string;
}

export interface Scaffold {
  /** Files that were written, relative to the working folder; the detection first. */
  readonly files: readonly string[];
  readonly reads: string;
  /** Fields of the log, the most frequent first. */
  readonly facts: LogFacts;
  readonly chosen: readonly number[];
  readonly notes: readonly string[];
}

/** Larger logs are better cut to the attack before a query is drafted from them. */
const LARGEST_LOG = 64 * 1024 * 1024;

/**
 * Writes a detection with its test: a first query over events that were chosen from a log.
 *
 * @throws UsageError when it cannot be made from what was given; nothing is overwritten.
 */
export async function scaffold(options: ScaffoldOptions): Promise<Scaffold> {
  const stem = contentStem(options.name.trim());
  if (!/^[a-z0-9_]*[a-z0-9][a-z0-9_]*$/.test(stem)) {
    throw new UsageError('A name is made of letters, digits, blanks, dashes, dots and underscores.');
  }
  const { workspace, cwd } = options;
  const folder = resolve(cwd, options.folder ?? defaultFolder(workspace, options.platform));
  const ending = options.platform === 'sentinel' ? 'yaml' : 'yml';
  const file = join(folder, `${stem}.${ending}`);
  if (existsSync(file)) throw new UsageError(`The file "${shown(cwd, file)}" is there already.`);
  const technique = techniqueOf(options.technique);
  const written: string[] = [];
  try {
    return await write(options, { stem, file, technique, written });
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

interface Place {
  readonly stem: string;
  /** Of the detection. */
  readonly file: string;
  readonly technique: DraftRequest['technique'];
  /** Gathers the files that were written. */
  readonly written: string[];
}

async function write(options: ScaffoldOptions, { stem, file, technique, written }: Place): Promise<Scaffold> {
  const { workspace, cwd } = options;
  const folder = dirname(file);
  const log = placeLog(options, stem, written);
  const logFile = logOf(options, log);
  const facts = factsOfLog(logFile);
  if (facts.events === 0) throw new UsageError(`The log "${shown(cwd, log)}" holds no events that firedrill can read.`);
  const chosen = chooseEvents(options, logFile, facts);
  const request: DraftRequest = {
    name: options.name.trim(),
    stem,
    id: randomUUID(),
    author: options.author ?? 'Unknown',
    today: options.today,
    ...(options.matching !== undefined && { matching: options.matching }),
    ...(technique && { technique }),
  };
  const draft = await draftFor(options, request, logFile, chosen);
  const tests = testsOf(options, draft, file, log, facts, stem, written);
  const { document } = draft;
  const yaml = (value: unknown) => dump(value, { lineWidth: -1, noRefs: true });
  const sideFile = options.sideFile ?? isForeign(workspace);
  mkdirSync(folder, { recursive: true });
  const said = (path: string, value: unknown) => `${modeline(workspace.config.root, path, value)}${yaml(value)}`;
  const whole = sideFile ? document : { ...document, tests };
  writeFileSync(file, isForeign(workspace) ? yaml(whole) : said(file, whole), { flag: 'wx' });
  if (sideFile) {
    const side = join(folder, `${stem}.test.yml`);
    if (existsSync(side)) throw new UsageError(`The file "${shown(cwd, side)}" is there already.`);
    writeFileSync(side, said(side, { tests }), { flag: 'wx' });
    written.unshift(side);
  }
  return {
    files: [file, ...written].map((path) => shown(cwd, path)),
    reads: draft.reads,
    facts,
    chosen: [...chosen],
    notes: draft.notes,
  };
}

const shown = (cwd: string, path: string): string => relative(cwd, path).split(sep).join('/');

/** Where detections of a platform go: the folder of that name in the content, else the content itself. */
function defaultFolder({ config }: Workspace, platform: ScaffoldPlatform): string {
  const [first = config.root] = config.content;
  const nested = config.content.map((folder) => join(folder, platform)).find((folder) => existsSync(folder));
  if (nested !== undefined) return nested;
  return config.layout === 'auto' || config.layout === 'firedrill' ? join(first, platform) : first;
}

/** Whether the repository's detections are read by other tools, which know no tests in them. */
const isForeign = ({ config }: Workspace): boolean => config.layout === 'azure-sentinel' || config.layout === 'sigmahq';

function techniqueOf(id: string | undefined): DraftRequest['technique'] {
  if (id === undefined) return undefined;
  const table = attackTable();
  const wanted = id.toUpperCase();
  const tactics = table.tacticsOf(wanted);
  if (tactics) return { id: wanted, tactics };
  const close = table.redirect(wanted) ?? suggest(wanted, [...table.techniqueIds()]);
  throw new UsageError(`There is no ATT&CK technique "${id}".${close === undefined ? '' : ` Did you mean ${close}?`}`);
}

/** The log of the test: where it lies when the repository or a data folder holds it, else a copy of it. */
function placeLog(options: ScaffoldOptions, stem: string, written: string[]): string {
  const { cwd, workspace, data } = options;
  const [home = join(workspace.config.root, 'test', 'attack_data')] = workspace.config.data.folders;
  if (data === undefined) {
    const path = join(home, stem, 'starter.log');
    if (existsSync(path)) throw new UsageError(`The file "${shown(cwd, path)}" is there already.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, STARTER_LOG, { flag: 'wx' });
    written.push(path);
    return path;
  }
  return placed(data, home, stem, options, written);
}

function placed(
  data: string,
  home: string,
  stem: string,
  { cwd, workspace }: ScaffoldOptions,
  written: string[],
): string {
  const path = resolve(cwd, data);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory()) throw new UsageError(`"${data}" is a folder: name one log in it.`);
  if (!status?.isFile()) throw new UsageError(`There is no log "${data}".`);
  if (status.size > LARGEST_LOG) {
    throw new UsageError(
      `The log "${data}" is larger than ${LARGEST_LOG / 1024 / 1024} MiB: cut it to the attack first.`,
    );
  }
  if ([cwd, ...workspace.config.data.folders].some((folder) => isInside(folder, path))) return path;
  const copy = join(home, stem, basename(path));
  if (existsSync(copy)) throw new UsageError(`The file "${shown(cwd, copy)}" is there already.`);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(path, copy);
  written.push(copy);
  return copy;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** How a test names a log: relative to a data folder, else to the detection. */
function reference(log: string, detection: string, { config }: Workspace): string {
  const home = config.data.folders.find((folder) => isInside(folder, log)) ?? dirname(detection);
  return relative(home, log).split(sep).join('/');
}

function logOf(options: ScaffoldOptions, path: string): LogFile {
  const { source, sourcetype, cwd } = options;
  return {
    name: shown(cwd, path),
    path,
    ...(source !== undefined && { source }),
    ...(sourcetype !== undefined && { sourcetype }),
  };
}

/** The chosen events by their numbers, each of which is there. */
function chooseEvents(options: ScaffoldOptions, log: LogFile, facts: LogFacts): ReadonlySet<number> {
  const { events, matching, data } = options;
  if (events && events.length > 0) {
    const missing = events.find((record) => record > facts.events);
    if (missing !== undefined) throw new UsageError(`The log has no event ${missing}: it has ${facts.events}.`);
    return new Set(events);
  }
  if (matching === undefined) return new Set([data === undefined ? STARTER_EVENT : 1]);
  const wanted = matching.toLowerCase();
  const found = new Set<number>();
  for (const batch of openEventSource([log]).read(0, { batchSize: 1024, report: () => undefined })) {
    for (let row = 0; row < batch.length; row += 1) {
      if (batch.raw(row).toLowerCase().includes(wanted)) found.add(batch.record(row));
    }
  }
  if (found.size === 0) throw new UsageError(`No event of the log holds "${matching}".`);
  return found;
}

async function draftFor(
  options: ScaffoldOptions,
  request: DraftRequest,
  log: LogFile,
  chosen: ReadonlySet<number>,
): Promise<Draft> {
  switch (options.platform) {
    case 'splunk':
      return draftSplunk(request, log, chosen, options.workspace);
    case 'sentinel':
      return draftSentinel(request, log, chosen, options.workspace, options.table);
    case 'sigma':
      return draftSigma(request, log, chosen);
  }
}

function testsOf(
  options: ScaffoldOptions,
  draft: Draft,
  detection: string,
  log: string,
  facts: LogFacts,
  stem: string,
  written: string[],
): readonly unknown[] {
  const entry = (path: string, { kinds }: LogFacts) => {
    const [kind] = kinds;
    const told = kinds.length === 1 && kind && kind.sourcetype !== 'unknown' ? kind : undefined;
    const source = options.source ?? (told?.source === shown(options.cwd, path) ? undefined : told?.source);
    const sourcetype = options.sourcetype ?? told?.sourcetype;
    return {
      data: reference(path, detection, options.workspace),
      ...(source !== undefined && { source }),
      ...(sourcetype !== undefined && { sourcetype }),
    };
  };
  const attack = {
    name: 'True Positive Test',
    attack_data: [entry(log, facts)],
    ...(options.platform === 'splunk' && { test_type: 'unit' }),
    expect: {
      results: { min: 1 },
      ...(Object.keys(draft.row).length > 0 && { rows: [draft.row] }),
    },
  };
  if (options.benign === undefined) return [attack];
  const [home = join(options.workspace.config.root, 'test', 'attack_data')] = options.workspace.config.data.folders;
  const quiet = placed(options.benign, home, stem, options, written);
  const benign = {
    name: 'Benign Test',
    test_type: 'benign',
    attack_data: [entry(quiet, factsOfLog(logOf(options, quiet)))],
  };
  return [attack, benign];
}
