import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START, type Range } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import type { ContentCache, FileDraft } from './cache.ts';
import { fileStem, readDetection } from './detection.ts';
import { findContentFiles } from './files.ts';
import { belongsTo, detectKind, isMapping } from './kind.ts';
import type { ContentKind, ContentObject, Detection, DetectionKind, YamlDocument } from './model.ts';
import { carryOutActions } from './sigma-actions.ts';
import { regressionTests } from './sigma-regression.ts';
import { mergeTests } from './tests.ts';
import { mayHoldWatchlists, WATCHLIST_PLACE, watchlistsIn, watchlistTable } from './watchlist.ts';
import { parseYaml } from './yaml.ts';
import { append } from '../util/append.ts';

export interface LoadOptions {
  /** Files are named relative to this folder. */
  readonly root: string;
  /** Keeps only the kinds of content that a repository of this layout holds. Default: all kinds. */
  readonly layout?: string | undefined;
  /** The paths were given by a person: a file among them that is no content is an error. */
  readonly explicit?: boolean | undefined;
  /** Keeps what was read, and what editors have open. */
  readonly cache?: ContentCache | undefined;
}

export interface Content {
  readonly detections: readonly Detection[];
  readonly objects: readonly ContentObject[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many files were read. */
  readonly files: number;
  /** The text of each file that was read, for excerpts. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

interface Draft {
  readonly detections: Detection[];
  readonly objects: ContentObject[];
  readonly diagnostics: Diagnostic[];
  readonly sources: Map<string, SourceText>;
}

const DETECTION_KINDS: ReadonlySet<ContentKind> = new Set<DetectionKind>([
  'escu-detection',
  'sentinel-scheduled-rule',
  'sentinel-nrt-rule',
  'sentinel-hunting-query',
  'sigma-rule',
  'sigma-correlation',
]);

const isDetectionKind = (kind: ContentKind): kind is DetectionKind => DETECTION_KINDS.has(kind);

/**
 * Reads content: the YAML files under the paths, each of the kind that its keys say, whatever its folder is called.
 * What cannot be read is a diagnostic; the rest is returned.
 */
export function loadContent(paths: readonly string[], options: LoadOptions): Content {
  const draft = emptyDraft();
  const prefix = options.root.endsWith(sep) ? options.root : options.root + sep;
  const named = (path: string) => {
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : relative(options.root, path);
    return (sep === '/' ? name : name.split(sep).join('/')) || '.';
  };
  const files = new Map<string, boolean>();
  for (const path of paths) {
    const absolute = resolve(options.root, path);
    const status = statSync(absolute, { throwIfNoEntry: false });
    if (!status) {
      draft.diagnostics.push(
        createDiagnostic('unreadable-file', named(absolute), FILE_START, `There is no file or folder "${path}".`, {
          ...(options.explicit !== true && { hint: 'Say in firedrill.yml where the content lies, or give its path.' }),
        }),
      );
    } else if (status.isDirectory()) {
      for (const file of findContentFiles(absolute)) if (!files.has(file)) files.set(file, false);
    } else {
      files.set(absolute, options.explicit === true);
      for (const neighbour of neighbours(absolute)) if (!files.has(neighbour)) files.set(neighbour, false);
    }
  }
  for (const [path, explicit] of files) {
    const file = named(path);
    const read = (into: Draft): Draft => {
      const text = options.cache?.text(path) ?? readText(path, file, into.diagnostics);
      if (text !== undefined) readContent(text, file, explicit, options.layout, into);
      return into;
    };
    if (options.cache) {
      const how = `${file} ${explicit} ${options.layout ?? ''}`;
      add(
        draft,
        options.cache.draft(path, how, () => read(emptyDraft())),
      );
    } else read(draft);
  }
  const detections = attachSideFiles(draft, options.cache).map((detection) => {
    const { tests, diagnostics } = regressionTests(detection, options.root);
    append(draft.diagnostics, diagnostics);
    return tests.length === 0 ? detection : { ...detection, tests: [...detection.tests, ...tests] };
  });
  return { ...draft, detections, files: files.size };
}

/** Content whose texts are at hand: another revision, say. */
export function loadTexts(texts: ReadonlyMap<string, string>, layout?: string): Content {
  const draft = emptyDraft();
  for (const [file, text] of texts) readContent(text, file, false, layout, draft);
  return { ...draft, detections: attachSideFiles(draft), files: texts.size };
}

const emptyDraft = (): Draft => ({ detections: [], objects: [], diagnostics: [], sources: new Map() });

function add(draft: Draft, { detections, objects, diagnostics, sources }: FileDraft): void {
  append(draft.detections, detections);
  append(draft.objects, objects);
  append(draft.diagnostics, diagnostics);
  for (const [file, source] of sources) draft.sources.set(file, source);
}

/** The side file of a detection, the detection of a side file. */
function neighbours(file: string): readonly string[] {
  const stem = file.replace(/(\.test)?\.ya?ml$/i, '');
  const candidates = /\.test\.ya?ml$/i.test(file)
    ? [`${stem}.yml`, `${stem}.yaml`]
    : [`${stem}.test.yml`, `${stem}.test.yaml`];
  return candidates.filter((candidate) => existsSync(candidate));
}

function readContent(content: string, file: string, explicit: boolean, layout: string | undefined, draft: Draft): void {
  if (/\.csv$/i.test(file) && WATCHLIST_PLACE.test(file)) return readTable(content, file, layout, draft);
  if (/\.json$/i.test(file) && !explicit && !mayHoldWatchlists(content)) return;
  const { documents: written, diagnostics, source, alias } = parseYaml(content, file);
  const { documents, diagnostics: misplaced } = carryOutActions(written);
  draft.sources.set(file, source);
  append(draft.diagnostics, [...diagnostics, ...misplaced]);
  let known = misplaced.length > 0;
  for (const document of documents) {
    const watchlists = watchlistsIn(document);
    if (watchlists.length > 0) {
      known = true;
      if (!belongsTo('sentinel-watchlist', layout ?? 'auto')) continue;
      append(
        draft.objects,
        watchlists.map((watchlist) => readObject('sentinel-watchlist', watchlist)),
      );
      continue;
    }
    const kind = detectKind(document.value);
    if (kind === undefined) continue;
    known = true;
    if (!belongsTo(kind, layout ?? 'auto')) continue;
    if (isDetectionKind(kind)) draft.detections.push(readDetection(kind, document));
    else draft.objects.push(readObject(kind, document));
  }
  if (known && alias) draft.diagnostics.push(aliasNote(file, alias));
  if (!known && explicit && diagnostics.length === 0) draft.diagnostics.push(unknownContent(file, written[0]));
}

/** A table is a watchlist of its own; what is wrong with it stands in the file of the table. */
function readTable(content: string, file: string, layout: string | undefined, draft: Draft): void {
  if (!belongsTo('sentinel-watchlist', layout ?? 'auto')) return;
  const source = new SourceText(content);
  draft.sources.set(file, source);
  draft.objects.push(readObject('sentinel-watchlist', watchlistTable(file, source)));
}

/** Undefined, and a diagnostic, when the file cannot be read as UTF-8. */
function readText(path: string, file: string, diagnostics: Diagnostic[]): string | undefined {
  try {
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (isWide(bytes)) {
      diagnostics.push(
        createDiagnostic('unreadable-file', file, FILE_START, 'The file is UTF-16 text.', {
          hint: 'Save it as UTF-8.',
        }),
      );
      return undefined;
    }
    if (text.includes('\uFFFD') && !bytes.includes('\uFFFD')) {
      diagnostics.push(
        createDiagnostic('unreadable-file', file, FILE_START, 'The file is not UTF-8 text.', {
          hint: 'Save it as UTF-8.',
        }),
      );
      return undefined;
    }
    return text;
  } catch (error) {
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
    diagnostics.push(createDiagnostic('unreadable-file', file, FILE_START, `The file cannot be read: ${reason}.`));
    return undefined;
  }
}

/** UTF-16, with its mark or by the null bytes of its first two letters. */
const isWide = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) ||
  (bytes[0] === 0xfe && bytes[1] === 0xff) ||
  (bytes.length >= 4 && ((bytes[0] === 0 && bytes[2] === 0) || (bytes[1] === 0 && bytes[3] === 0)));

function readObject(kind: ContentObject['kind'], document: YamlDocument): ContentObject {
  const value = isMapping(document.value) ? document.value : {};
  const text = (...keys: string[]) => keys.map((key) => value[key]).find((entry) => typeof entry === 'string');
  const id = text('id', 'Id');
  return {
    kind,
    ...(typeof id === 'string' && { id }),
    name:
      (text('name', 'title', 'ParserName', 'FunctionName', 'watchlistAlias') as string | undefined) ??
      fileStem(document.file),
    file: document.file,
    document,
  };
}

const aliasNote = (file: string, range: Range): Diagnostic =>
  createDiagnostic('yaml-alias', file, range, 'This repeats a value that stands elsewhere in the file.', {
    hint: 'Write the value out: not every reader of content takes aliases.',
  });

function unknownContent(file: string, document: YamlDocument | undefined): Diagnostic {
  return createDiagnostic(
    'unknown-content',
    file,
    document?.at([], 'key') ?? FILE_START,
    'The file is no detection, rule or knowledge object that firedrill knows.',
    {
      hint: 'An ESCU detection has "search" and "type", a Sentinel rule "query" and "kind", a Sigma rule "logsource" and "detection".',
    },
  );
}

/** Gives each detection the tests of the `<name>.test.yml` beside it. */
function attachSideFiles({ detections, objects, diagnostics }: Draft, cache?: ContentCache): readonly Detection[] {
  const byStem = new Map<string, YamlDocument>();
  const used = new Set<string>();
  for (const object of objects) {
    if (object.kind === 'test-file') byStem.set(object.file.replace(/\.test\.ya?ml$/i, ''), object.document);
  }
  if (byStem.size === 0) return detections;
  const attached = detections.map((detection) => {
    const stem = detection.file.replace(/\.ya?ml$/i, '');
    const side = byStem.get(stem);
    if (!side) return detection;
    used.add(stem);
    const merge = (): Detection => ({ ...detection, tests: mergeTests(detection.tests, side) });
    return cache ? cache.merged(detection, side, merge) : merge();
  });
  for (const [stem, document] of byStem) {
    if (used.has(stem)) continue;
    diagnostics.push(
      createDiagnostic(
        'test-definition',
        document.file,
        document.at(['tests'], 'key'),
        `There is no detection "${stem.slice(stem.lastIndexOf('/') + 1)}" beside this test file.`,
        { hint: 'Name the file like the detection, with ".test.yml" at the end.', severity: 'warning' },
      ),
    );
  }
  return attached;
}
