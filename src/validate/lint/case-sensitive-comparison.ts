import type { CallExpression } from '../../plan/expression.ts';
import { callsOf, expressionsOf, isUnchanged, plansOf, textsOf } from '../expressions.ts';
import { inputsOf } from '../../plan/plan.ts';
import { defineRule } from './rule.ts';
import { ESCU, SENTINEL } from './shared-kinds.ts';

const spl = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;
const kql = (query: string): string => `id: a\nname: A\nkind: Scheduled\nquery: '${query}'`;

/** Names and paths of Windows: logged as they were typed, and typed as the attacker likes. */
const CASE_PRESERVING = new Set(
  [
    'FileName FolderPath ProcessCommandLine PreviousFileName PreviousFolderPath RegistryKey RegistryValueName',
    'InitiatingProcessFileName InitiatingProcessFolderPath InitiatingProcessCommandLine InitiatingProcessParentFileName',
    'NewProcessName ParentProcessName CommandLine TargetProcessName TargetProcessCommandLine ActingProcessName',
    'ActingProcessCommandLine TargetFilePath TargetFileName',
    'process process_name process_path parent_process parent_process_name parent_process_path original_file_name',
    'file_name file_path registry_path registry_key_name registry_value_name',
    'Image ParentImage ParentCommandLine OriginalFileName TargetFilename TargetObject',
  ].flatMap((line) => line.split(' ')),
);

const CASED =
  /^(?:spl\.(?:equals|like)|kql\.(?:equals|not-equals|in|not-in|(?:not-)?(?:has|contains|startswith|endswith|hasprefix|hassuffix)-cs))$/;

/** Comparisons with a regular expression: as cased, unless the pattern says otherwise. */
const REGEX = /^(?:spl\.(?:match|regex-filter)|kql\.matches-regex)$/;

/** What it encodes depends on its case. */
const BASE64 = /^(?=(?:.*[a-z\d][A-Z]){3})[A-Za-z0-9+/]{12,}={0,2}$/;

export default defineRule({
  name: 'case-sensitive-comparison',
  kinds: [...ESCU, ...SENTINEL],
  readsQuery: true,
  why: 'Windows does not care for the case of a file, a path or a switch, and the log keeps it as it was written: CMD.EXE gets by.',
  valid: [
    kql('DeviceProcessEvents | where FileName =~ "cmd.exe" and ProcessCommandLine has "-enc"'),
    kql('DeviceProcessEvents | extend FileName = tolower(FileName) | where FileName == "cmd.exe"'),
    kql('DeviceProcessEvents | where ProcessCommandLine contains_cs "UwB0AGEAcgB0AA"'),
    spl('index=a process_name="cmd.exe" | where lower(process_name)="cmd.exe"'),
    spl('index=a | eval process_name=lower(process_name) | where process_name="cmd.exe"'),
    spl('index=a | where match(process_name, "(?i)cmd") AND match(process, "[Cc][Mm][Dd]\\d+")'),
    spl('index=a | regex process="(?i)\\bcmd\\b"'),
    kql(
      'DeviceProcessEvents | where FileName matches regex @"(?i)^cmd" or FileName matches regex @"^\\d+\\.[A-Za-z]{3}$"',
    ),
  ],
  invalid: [
    { content: kql('DeviceProcessEvents | where FileName == "cmd.exe"'), at: '4:37' },
    { content: kql('DeviceProcessEvents | where FileName in ("cmd.exe", "net.exe")'), at: '4:37' },
    { content: spl('index=a | stats count by process_name | where process_name="cmd.exe"'), at: '2:56' },
    { content: spl('index=a | where match(process_name, "^cmd")'), at: '2:26' },
    { content: spl('index=a | regex process_name="^cmd"'), at: '2:20' },
    { content: kql('DeviceProcessEvents | where FileName matches regex @"^(?:cmd|pwsh)\\.exe$"'), at: '4:37' },
  ],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      const [input] = inputsOf(plan);
      if (!input) continue;
      for (const call of expressionsOf(plan).flatMap((expression) => [...callsOf(expression)])) {
        const [column] = call.arguments;
        const isRegex = REGEX.test(call.function);
        if ((!isRegex && !CASED.test(call.function)) || column?.kind !== 'column') continue;
        const span = call.span ?? (plan.stage === undefined ? undefined : query.stages[plan.stage]?.span);
        if (!span || !CASE_PRESERVING.has(column.name)) continue;
        const told = isRegex
          ? patternsOf(call).some(mindsCase)
          : textsOf(call).some((value) => /[A-Za-z]/.test(value) && !BASE64.test(value));
        if (!told || !isUnchanged(input, column.name)) continue;
        const hint = query.language === 'kql' ? 'Use =~, in~ or has.' : `Compare lower(${column.name}).`;
        report(text.locate(span.start, span.end), `"${column.name}" is compared with regard to case.`, {
          hint: isRegex ? 'Begin the pattern with (?i).' : hint,
        });
      }
    }
  },
});

/** The pattern stands behind the column, or is a setting of the call. */
function patternsOf(call: CallExpression): readonly string[] {
  const { pattern } = (call.options ?? {}) as { readonly pattern?: unknown };
  return typeof pattern === 'string' ? [pattern] : textsOf(call);
}

/** Whether a pattern has letters of one case, beside those of classes, escapes and groups. */
const mindsCase = (pattern: string): boolean =>
  !/\(\?[a-z]*i/.test(pattern) &&
  !BASE64.test(pattern) &&
  /[A-Za-z]/.test(
    pattern
      .replace(/\\(?:[pP]\{[^}]*\}|x[0-9A-Fa-f]{2}|.)/g, '')
      .replace(/\[\^?\]?(?:\[:\w+:\]|[^\]])*\]/g, '')
      .replace(/\(\?(?:P?<\w+>|[a-z-]*[:)])/g, ''),
  );
