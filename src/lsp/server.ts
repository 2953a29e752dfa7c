import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  CompletionItemKind,
  type Connection,
  type Diagnostic as LspDiagnostic,
  DiagnosticSeverity,
  type InitializeResult,
  type Position as LspPosition,
  type Range as LspRange,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Position, Range, Severity } from '../diagnostics/diagnostic.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import { type Proposal, proposals } from './completion.ts';
import { definitionOf } from './definition.ts';
import { hoverText } from './hover.ts';
import { type Place, placeAt } from './place.ts';
import type { Project } from './project.ts';
import { Projects } from './projects.ts';
import { quickFixes } from './quick-fix.ts';

/** A pause in typing after which findings are looked for anew. */
const PAUSE_MS = 120;

const INTERNAL_ERROR = -32603;

/** Serves an editor: findings, hover, completion, definitions and quick fixes, over the same code as `validate`. */
export function serve(connection: Connection, cwd: string, version: string): void {
  const documents = new TextDocuments(TextDocument);
  const published = new Set<string>();
  let found: ReadonlyMap<string, readonly Diagnostic[]> = new Map();
  let projects = new Projects(cwd);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  connection.onInitialize(({ workspaceFolders, rootUri }): InitializeResult => {
    const uri = workspaceFolders?.[0]?.uri ?? rootUri;
    const root = uri == null ? undefined : pathOf(uri);
    if (root !== undefined) projects = new Projects(root);
    return {
      serverInfo: { name: 'firedrill', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        definitionProvider: true,
        completionProvider: { triggerCharacters: ['|', '`', ' '] },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      },
    };
  });
  connection.onInitialized(() => schedule());

  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(publish, publish);
    }, PAUSE_MS);
  };
  const publish = async (): Promise<void> => {
    found = await projects.diagnostics();
    for (const path of new Set([...published, ...found.keys()])) {
      const list = (found.get(path) ?? []).map(toLsp);
      if (list.length === 0) published.delete(path);
      else published.add(path);
      void connection.sendDiagnostics({ uri: pathToFileURL(path).href, diagnostics: list });
    }
  };

  documents.onDidChangeContent(({ document }) => {
    const path = pathOf(document.uri);
    if (path === undefined) return;
    projects.setText(path, document.getText());
    schedule();
  });
  documents.onDidClose(({ document }) => {
    const path = pathOf(document.uri);
    if (path === undefined) return;
    projects.setText(path, undefined);
    schedule();
  });
  documents.onDidSave(({ document }) => {
    const path = pathOf(document.uri);
    if (path !== undefined) projects.changed(path);
    schedule();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const path = pathOf(uri);
      if (path !== undefined) projects.changed(path);
    }
    schedule();
  });

  /** Answers about the place of a request; our own failures are answered as such and do not end the server. */
  const at = async <T>(
    { textDocument, position }: { textDocument: { uri: string }; position: LspPosition },
    answer: (place: Place, project: Project, loaded: ReturnType<Project['load']>) => Promise<T | undefined>,
  ): Promise<T | null | ResponseError> => {
    const path = pathOf(textDocument.uri);
    const project = path === undefined ? undefined : projects.of(path);
    if (path === undefined || !project) return null;
    try {
      const loaded = project.load();
      const file = project.nameOf(path);
      const place = placeAt(loaded.content, file, fromLsp(position), project.lastDetection(file));
      return place ? ((await answer(place, project, loaded)) ?? null) : null;
    } catch (error) {
      return new ResponseError(INTERNAL_ERROR, error instanceof Error ? error.message : String(error));
    }
  };
  connection.onHover((params) =>
    at(params, async (place, project, { workspace }) => {
      const value = await hoverText(place, workspace, () => project.lowered(place.detection, workspace));
      return value === undefined
        ? undefined
        : { contents: { kind: 'markdown' as const, value }, range: toRange(place.range) };
    }),
  );
  connection.onCompletion((params) =>
    at(params, async (place, project, { workspace }) => {
      const items = await proposals(place, workspace, () => project.lowered(place.detection, workspace));
      return items.map(({ label, kind, detail, documentation }) => ({
        label,
        detail,
        kind: ITEM_KINDS[kind],
        ...(documentation !== undefined && { documentation }),
        textEdit: { range: toRange(place.range), newText: label },
      }));
    }),
  );
  connection.onDefinition((params) =>
    at(params, async (place, project, { workspace }) => {
      const path = await definitionOf(place, workspace, project.root);
      const start = { line: 0, character: 0 };
      return path === undefined ? undefined : { uri: pathToFileURL(path).href, range: { start, end: start } };
    }),
  );
  connection.onCodeAction(({ textDocument, range }) => {
    const path = pathOf(textDocument.uri);
    const document = documents.get(textDocument.uri);
    if (path === undefined || !document) return [];
    const source = new SourceText(document.getText());
    const here = (found.get(path) ?? []).filter((each) => overlaps(toRange(each.range), range));
    return here.flatMap((diagnostic) =>
      quickFixes(diagnostic, source).map(({ title, range: place, text, preferred }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred: preferred,
        diagnostics: [toLsp(diagnostic)],
        edit: { changes: { [textDocument.uri]: [{ range: toRange(place), newText: text }] } },
      })),
    );
  });

  documents.listen(connection);
  connection.listen();
}

/** Undefined for what is no file of this machine: another scheme or host, a URI that cannot be read. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

const ITEM_KINDS: Readonly<Record<Proposal['kind'], CompletionItemKind>> = {
  step: CompletionItemKind.Keyword,
  function: CompletionItemKind.Function,
  field: CompletionItemKind.Field,
  table: CompletionItemKind.Struct,
  macro: CompletionItemKind.Snippet,
  lookup: CompletionItemKind.File,
  modifier: CompletionItemKind.Operator,
};

const toLsp = ({ code, severity, message, hint, range }: Diagnostic): LspDiagnostic => ({
  range: toRange(range),
  severity: SEVERITIES[severity],
  code,
  source: 'firedrill',
  message: hint === undefined ? message : `${message}\n${hint}`,
});

const toPosition = ({ line, column }: Position): LspPosition => ({ line: line - 1, character: column - 1 });

const toRange = ({ start, end }: Range): LspRange => ({ start: toPosition(start), end: toPosition(end) });

const fromLsp = ({ line, character }: LspPosition): Position => ({ line: line + 1, column: character + 1 });

const isBefore = (left: LspPosition, right: LspPosition): boolean =>
  left.line < right.line || (left.line === right.line && left.character < right.character);

const overlaps = (left: LspRange, right: LspRange): boolean =>
  !isBefore(left.end, right.start) && !isBefore(right.end, left.start);
