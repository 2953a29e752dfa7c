import type { DiagnosticName } from '../diagnostics/codes.ts';

export interface Explanation {
  readonly why: string;
  /** What is complained about, as it stands in a file or is given to a command. */
  readonly example?: string;
  readonly fix: string;
}

const UNSUPPORTED_WHY =
  'firedrill runs what it understands exactly, and nothing else: an approximation could call a broken detection good. The content is not at fault.';
const UNSUPPORTED_FIX =
  'Nothing has to change in the content. A test of it is counted as unsupported; mark it with test_type: experimental to skip it until then.';

const unsupported = (example: string): Explanation => ({ why: UNSUPPORTED_WHY, example, fix: UNSUPPORTED_FIX });

/** What stands on the page of a code that belongs to no lint rule: those bring their own. */
export const EXPLANATIONS: Partial<Record<DiagnosticName, Explanation>> = {
  'yaml-syntax': {
    why: 'What cannot be parsed cannot be checked, run or deployed. A key that stands twice counts too: readers differ in which of the two they take.',
    example: 'description: Finds: tunnels',
    fix: 'Quote a text that holds ": " or begins with a special character; indent with spaces.',
  },
  'yaml-limit': {
    why: 'A small file can unfold into gigabytes through aliases; content may come from anybody who opens a pull request.',
    example: 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]',
    fix: 'Write repeated parts out, or split the file.',
  },
  'yaml-alias': {
    why: 'A reviewer of the change sees a name in place of the value, and tools that read content line by line see nothing.',
    example: 'a: &names [x, y]\nb: *names',
    fix: 'Write the value out in both places.',
  },
  'unknown-content': {
    why: 'What a file is follows from its keys; these fit no kind of content.',
    example: 'on: push',
    fix: 'Name a detection, a rule or a knowledge object; compare its keys with the schemas.',
  },
  'schema-unknown-key': {
    why: 'A key that nobody reads does nothing; mostly it is a slip of one that should.',
    example: 'serach: index=main',
    fix: 'Use the key that the hint names, or remove it.',
  },
  'schema-missing-key': {
    why: 'Without the key the detection cannot be built or deployed.',
    example: 'name: A\n# no id',
    fix: 'Add the key.',
  },
  'schema-type': {
    why: 'Readers of the format expect another type here and refuse the file, or read something else.',
    example: "version: '2'",
    fix: 'Write the value as the message says; quotes make a text, "- " makes a list.',
  },
  'schema-value': {
    why: 'The platform takes only certain values here.',
    example: 'severity: Critical',
    fix: 'Take one of the values that the hint lists.',
  },
  'unreadable-file': {
    why: 'The file is missing, may not be read, or is no UTF-8 text.',
    fix: 'Check the path and save it as UTF-8.',
  },
  'syntax-error': {
    why: 'The platform refuses the query.',
    example: 'index=main | stats count by',
    fix: 'Correct the query at the mark.',
  },
  'unknown-command': {
    why: 'The platform has no such command or operator, and refuses the query.',
    example: 'index=main | stat count',
    fix: 'Take the name that the hint gives.',
  },
  'unknown-column': {
    why: 'The input of this step has no such column: it is misspelt, or an earlier step dropped it.',
    example: 'DeviceNetworkEvents | where RemoteUrll has "x"',
    fix: 'Correct the name, or keep the column in the earlier step.',
  },
  'unknown-function': {
    why: 'The language has no such function.',
    example: 'index=main | eval a=uper(b)',
    fix: 'Take the name that the hint gives.',
  },
  'type-mismatch': {
    why: 'The function or operator does not take values of this type.',
    example: 'print "1" + 1',
    fix: 'Convert the value first.',
  },
  'invalid-argument': {
    why: 'The command or function cannot do anything with this argument.',
    example: 'index=main | head many',
    fix: 'Give it what its page asks for.',
  },
  'invalid-regex': {
    why: 'The platform cannot compile the regular expression.',
    example: 'index=main | regex user="("',
    fix: 'Correct the expression.',
  },
  'invalid-condition': {
    why: 'A condition that cannot be understood matches nothing.',
    example: 'condition: selection and and filter',
    fix: 'Correct it; selections are named as they stand under "detection".',
  },
  'invalid-modifier': {
    why: 'Converters refuse a rule with a modifier that they do not know or that does not fit.',
    example: 'Image|endswiht: cmd.exe',
    fix: 'Take the modifier that the hint gives.',
  },
  'query-error': {
    why: 'The query is well formed and means nothing that could be run.',
    example: 'T | summarize count() by count()',
    fix: 'Follow the message.',
  },
  'run-failure': {
    why: 'The query failed on the data that was replayed, as it would in the workspace.',
    fix: 'Follow the message; explain shows the steps before it.',
  },
  'budget-exceeded': {
    why: 'A query that needs this much time or memory for a small log will not finish on a large one.',
    fix: 'Filter earlier, or raise test.timeout_seconds and test.memory_mb in firedrill.yml.',
  },
  'conversion-refused': {
    why: 'A conversion that means something else misses attacks in silence. What the target cannot say, or no pipeline has a table or a field for, is refused with its reason.',
    example: 'Image|fieldref|contains: ParentImage    # to SPL',
    fix: 'Add a pipeline that names the table and fields, write the query by hand, or change the rule.',
  },
  'query-warning': {
    why: "The language's own checker found something that is probably not meant.",
    fix: 'Follow the message.',
  },
  'version-raised-alone': {
    why: 'A new version has everybody who uses the detection look for what is new; here there is nothing.',
    example: 'version: 3    # was 2; only the date changed',
    fix: 'Keep the version until the search, the risk or the texts change.',
  },
  'version-skipped': {
    why: 'Whoever counts releases takes the gap for a version that was lost.',
    example: 'version: 5    # was 2',
    fix: 'Raise the version by one.',
  },
  'date-not-raised': {
    why: 'Who takes what is new since a day misses the change.',
    example: 'modified: 2026-05-13    # as before, and the detection is another',
    fix: 'Put the date of the change there.',
  },
  'unsupported-command': unsupported('index=main | anomalydetection'),
  'unsupported-function': unsupported('print cursor_current()'),
  'unsupported-option': unsupported('index=main | join type=outer overwrite=maybe id [search index=a]'),
  'unsupported-operator': unsupported('T | externaldata (a:string) ["https://example.com"]'),
  'unsupported-regex': unsupported('index=main | regex user="(?<=a)b*+"'),
  'unsupported-modifier': unsupported('Image|expand: "%servers%"'),
  'unsupported-correlation': unsupported('correlation:\n  condition: failed and not logon'),
  'unsupported-setting': {
    why: 'A setting of props.conf or transforms.conf that is not followed may give events other fields than a search head gives them.',
    example: 'INGEST_EVAL = severity=upper(severity)',
    fix: 'Nothing has to change in the add-on; do not rely here on the fields that the setting shapes.',
  },
  'unsupported-syntax': unsupported('T | where a matches regex b'),
  'unknown-macro': {
    why: 'A search that calls a macro which does not exist fails.',
    example: 'search: "`sysmom` EventCode=3"',
    fix: 'Correct the name, or add the macro under macros/.',
  },
  'unknown-lookup': {
    why: 'A search that names a lookup which does not exist fails.',
    example: 'search: index=main | lookup vpn_usres user',
    fix: 'Correct the name, or add the lookup under lookups/.',
  },
  'unknown-saved-search': {
    why: 'A search that runs a saved search which does not exist fails.',
    example: 'search: "| savedsearch \\"Many failed logons\\""',
    fix: 'Name a detection of the repository.',
  },
  'unknown-data-model': {
    why: 'A search over a data model that does not exist finds nothing.',
    example: 'search: "| tstats count from datamodel=Network_Trafic"',
    fix: 'Correct the name, or add the model under datamodels/.',
  },
  'unknown-table': {
    why: 'Sentinel refuses a rule over a table that the workspace does not have.',
    example: 'query: DeviceNetworkEvent | take 1',
    fix: 'Correct the name, or describe the table under knowledge/sentinel/tables.',
  },
  'unknown-workspace-function': {
    why: 'Neither the language nor the workspace has such a function.',
    example: 'query: imNetworkSesion | take 1',
    fix: 'Correct the name, or add the parser under knowledge/sentinel/parsers.',
  },
  'unknown-watchlist': {
    why: 'A watchlist that does not exist reads as empty: a rule that excludes by it excludes nothing.',
    example: "query: _GetWatchlist('Adminz')",
    fix: 'Correct the alias, or add the watchlist: its template or CSV file in a folder Watchlists of the content, or under knowledge/sentinel/watchlists.',
  },
  'unknown-logsource': {
    why: 'Nothing says which events belong to the logsource, so a replay looks at all events.',
    example: 'logsource: {product: windows, category: proces_creation}',
    fix: 'Correct the logsource.',
  },
  'unsupported-compression': {
    why: 'The log is in a container, or compressed with a method, that cannot be read here; events in it were not replayed.',
    fix: 'Unpack it, or pack it anew as gzip, zstd or zip (stored, deflate, zstd).',
  },
  'data-missing': {
    why: 'Without its log a test says nothing.',
    fix: 'Put the log under test/attack_data, or name a URL that can be reached.',
  },
  'data-outside': {
    why: 'Content may come from a stranger; a path of it must not read files elsewhere.',
    example: 'data: ../../etc/passwd',
    fix: 'Name a file of the repository.',
  },
  'data-host-refused': {
    why: 'A test must not make requests to hosts of an attacker or of the internal network.',
    example: 'data: http://127.0.0.1/log',
    fix: 'Take https and a host of data.allowed_hosts in firedrill.yml.',
  },
  'data-lfs-pointer': {
    why: 'The repository was cloned without its large files; the pointer holds no events.',
    fix: 'Run git lfs pull.',
  },
  'data-hash': {
    why: 'The log is not the one that the test was written for.',
    fix: 'Fetch it again, or pin the new hash in attack-data.lock.',
  },
  'data-fetch': {
    why: 'Without its log a test says nothing.',
    fix: 'Look at the reason that is given; what a proxy or a network refuses may work elsewhere.',
  },
  'data-unpinned': {
    why: 'A log that is not pinned may change unseen, and a test with it.',
    fix: 'Run firedrill data lock.',
  },
  'data-empty': {
    why: 'No detection fires on nothing, and a quiet test over nothing proves nothing.',
    fix: 'Name a log with events.',
  },
  'malformed-event': {
    why: 'The event could not be read; a detection may have fired on it.',
    fix: 'Correct the log at the record that is named.',
  },
  'data-limit': { why: 'A compressed log may unfold into more than a machine holds.', fix: 'Cut the log.' },
  'unknown-format': {
    why: 'The log begins like none of the formats that can be read.',
    fix: 'Give the sourcetype, or convert the log.',
  },
  'nothing-to-run': {
    why: 'A green run in which nothing ran says nothing.',
    fix: 'Check the paths and names that were given.',
  },
  'test-definition': { why: 'The test cannot be run as it stands.', fix: 'Follow the message.' },
  'version-not-raised': {
    why: 'Deployed copies are replaced by their version; and who reads the release notes misses the change. Looked at are the kinds that have a version, the rows of a lookup among them; a macro that changes has its own version raised, not those of the detections that call it, whose saved searches stay the same.',
    example: 'version: 2    # as before, and the search is another',
    fix: 'Raise the version.',
  },
  'version-lowered': {
    why: 'A workspace that has the higher version does not take the lower one.',
    example: 'version: 1    # was 2',
    fix: 'Make it higher than it was.',
  },
  'id-changed': {
    why: 'Deployed rules, findings and exceptions are known by the id.',
    example: 'id: 8cd1dcdc-6edf-4896-86dc-d1f19ad64904    # was 7cd1dcdc-…',
    fix: 'Keep the id; new content gets a new file.',
  },
  'silently-removed': {
    why: 'Those who rely on a detection have to learn that it goes. A macro, a lookup, a parser or a watchlist may go once nothing names it.',
    example: 'git rm detections/endpoint/windows_tunnel_client.yml    # its status was production',
    fix: 'Set its status to deprecated first, and remove it in a later release; take what only others use out of these first.',
  },
  'suppression-without-reason': {
    why: 'The next reader has to know whether the suppression still holds.',
    example: '# firedrill-ignore FD404',
    fix: 'Write the reason behind a colon.',
  },
  'unused-suppression': {
    why: 'A suppression that is left over hides the next finding of its kind.',
    example: '# firedrill-ignore FD404: not needed any more',
    fix: 'Remove it.',
  },
};
