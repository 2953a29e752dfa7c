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
  ],
  invalid: [
    { content: kql('DeviceProcessEvents | where FileName == "cmd.exe"'), at: '4:37' },
    { content: kql('DeviceProcessEvents | where FileName in ("cmd.exe", "net.exe")'), at: '4:37' },
    { content: spl('index=a | stats count by process_name | where process_name="cmd.exe"'), at: '2:56' },
  ],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      const [input] = inputsOf(plan);
      if (!input) continue;
      for (const call of expressionsOf(plan).flatMap((expression) => [...callsOf(expression)])) {
        const [column] = call.arguments;
        if (!CASED.test(call.function) || !call.span || column?.kind !== 'column') continue;
        if (
          !CASE_PRESERVING.has(column.name) ||
          !textsOf(call).some((value) => /[A-Za-z]/.test(value) && !BASE64.test(value))
        )
          continue;
        if (!isUnchanged(input, column.name)) continue;
        report(text.locate(call.span.start, call.span.end), `"${column.name}" is compared with regard to case.`, {
          hint: query.language === 'kql' ? 'Use =~, in~ or has.' : `Compare lower(${column.name}).`,
        });
      }
    }
  },
});
