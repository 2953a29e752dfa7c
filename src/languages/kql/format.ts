import { loadKusto } from './binding/kusto.ts';

/**
 * A query as Kusto's own formatter lays it out. Undefined when it does not parse, or when the formatter changed more than
 * blanks.
 */
export function formatKql(text: string): string | undefined {
  const { Editor, GlobalState, KustoCode, list } = loadKusto();
  if (list(KustoCode.Parse(text, GlobalState.Default).GetSyntaxDiagnostics()).length > 0) return undefined;
  const service = new Editor.KustoCodeService.$ctor1(text, GlobalState.Default);
  const formatted = service.GetFormattedText(Editor.FormattingOptions.Default, 0, null).Text.replace(/\r\n/g, '\n');
  const plain = formatted
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  return tokens(plain) === tokens(text) ? plain : undefined;
}

/** All but blanks: a formatter moves nothing else. */
const tokens = (text: string): string => text.replace(/\s+/g, '');
