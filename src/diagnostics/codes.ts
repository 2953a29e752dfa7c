import type { Severity } from './diagnostic.ts';

interface CodeEntry {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}

/**
 * Every diagnostic there is, by name. FD1xx YAML and schema · FD2xx query · FD3xx reference · FD4xx lint · FD5xx data ·
 * FD6xx test. `unsupported-*` is the tool's shortfall, not the content's. Add a code here and nowhere else.
 */
export const CODES = {
  // FD1xx: YAML and schema
  'yaml-syntax': { code: 'FD101', severity: 'error', summary: 'The file is not well-formed YAML.' },
  'yaml-limit': {
    code: 'FD102',
    severity: 'error',
    summary: 'The file goes beyond a limit on size, depth or aliases.',
  },
  'unknown-content': {
    code: 'FD103',
    severity: 'error',
    summary: 'The file is no kind of content that firedrill knows.',
  },
  'schema-unknown-key': { code: 'FD110', severity: 'error', summary: 'A key that the schema does not have.' },
  'schema-missing-key': { code: 'FD111', severity: 'error', summary: 'A required key is missing.' },
  'schema-type': { code: 'FD112', severity: 'error', summary: 'A value has the wrong type.' },
  'schema-value': { code: 'FD113', severity: 'error', summary: 'A value is outside what the schema allows.' },
  'yaml-alias': { code: 'FD121', severity: 'info', summary: 'A value is repeated by a YAML alias.' },
  'unreadable-file': { code: 'FD120', severity: 'error', summary: 'The file cannot be read.' },
  // FD2xx: query
  'syntax-error': { code: 'FD201', severity: 'error', summary: 'The query cannot be parsed.' },
  'unknown-command': { code: 'FD202', severity: 'error', summary: 'There is no such command or operator.' },
  'unknown-column': { code: 'FD203', severity: 'error', summary: 'The input has no such column.' },
  'unknown-function': { code: 'FD204', severity: 'error', summary: 'There is no such built-in function.' },
  'type-mismatch': { code: 'FD205', severity: 'error', summary: 'A value of the wrong type.' },
  'invalid-argument': { code: 'FD206', severity: 'error', summary: 'An argument is missing, surplus or out of range.' },
  'invalid-regex': { code: 'FD207', severity: 'error', summary: 'The regular expression is not valid.' },
  'invalid-condition': { code: 'FD208', severity: 'error', summary: 'The Sigma condition cannot be understood.' },
  'invalid-modifier': {
    code: 'FD209',
    severity: 'error',
    summary: 'The Sigma modifier does not exist or does not fit.',
  },
  'query-error': { code: 'FD210', severity: 'error', summary: 'The query has a semantic error.' },
  'run-failure': { code: 'FD211', severity: 'error', summary: 'The query failed while it ran.' },
  'budget-exceeded': { code: 'FD212', severity: 'error', summary: 'The run took more time or memory than it may.' },
  'conversion-refused': {
    code: 'FD214',
    severity: 'error',
    summary: 'A Sigma rule cannot be converted without changing what it means.',
  },
  'query-warning': { code: 'FD213', severity: 'warning', summary: 'The query parser warns about something.' },
  'unsupported-command': { code: 'FD290', severity: 'error', summary: 'A command that firedrill cannot run yet.' },
  'unsupported-function': { code: 'FD291', severity: 'error', summary: 'A function that firedrill cannot run yet.' },
  'unsupported-option': { code: 'FD292', severity: 'error', summary: 'An option that firedrill cannot run yet.' },
  'unsupported-operator': { code: 'FD293', severity: 'error', summary: 'An operator that firedrill cannot run yet.' },
  'unsupported-regex': { code: 'FD294', severity: 'error', summary: 'A regular expression that firedrill cannot run.' },
  'unsupported-modifier': {
    code: 'FD295',
    severity: 'error',
    summary: 'A Sigma modifier that firedrill cannot run yet.',
  },
  'unsupported-correlation': {
    code: 'FD296',
    severity: 'error',
    summary: 'A kind of correlation that firedrill cannot run yet.',
  },
  'unsupported-syntax': { code: 'FD297', severity: 'error', summary: 'Syntax that firedrill cannot run yet.' },
  'unsupported-setting': {
    code: 'FD298',
    severity: 'warning',
    summary: 'A setting of an add-on that firedrill cannot follow.',
  },
  // FD3xx: references
  'unknown-macro': { code: 'FD301', severity: 'error', summary: 'There is no such macro.' },
  'unknown-lookup': { code: 'FD302', severity: 'error', summary: 'There is no such lookup.' },
  'unknown-saved-search': { code: 'FD311', severity: 'error', summary: 'There is no such saved search.' },
  'unknown-data-model': { code: 'FD303', severity: 'error', summary: 'There is no such data model or dataset.' },
  'unknown-table': { code: 'FD304', severity: 'error', summary: 'There is no such table.' },
  'unknown-workspace-function': {
    code: 'FD305',
    severity: 'error',
    summary: 'There is no such function in the workspace.',
  },
  'unknown-watchlist': {
    code: 'FD306',
    severity: 'warning',
    summary: 'There is no such watchlist; it reads as empty.',
  },
  'unknown-data-source': { code: 'FD307', severity: 'warning', summary: 'There is no such data source.' },
  'unknown-story': { code: 'FD308', severity: 'warning', summary: 'There is no such analytic story.' },
  'unknown-logsource': { code: 'FD309', severity: 'warning', summary: 'The logsource is mapped to no events.' },
  'unknown-technique': {
    code: 'FD310',
    severity: 'info',
    summary: 'The ATT&CK table has no such technique or tactic.',
  },
  'unknown-model-field': {
    code: 'FD312',
    severity: 'warning',
    summary: 'The dataset of the data model has no such field.',
  },
  'unknown-lookup-field': { code: 'FD313', severity: 'error', summary: 'The lookup has no such field.' },
  // FD4xx: lint
  'never-true': { code: 'FD401', severity: 'error', summary: 'A comparison that can never hold.' },
  'missing-test': { code: 'FD402', severity: 'info', summary: 'The detection has no test that must fire.' },
  'duplicate-id': { code: 'FD403', severity: 'error', summary: 'Two pieces of content share an id.' },
  'missing-filter-macro': {
    code: 'FD404',
    severity: 'warning',
    summary: 'The search does not end in its filter macro.',
  },
  'file-name': { code: 'FD405', severity: 'warning', summary: 'The file is not named after the detection.' },
  'name-length': { code: 'FD406', severity: 'warning', summary: 'The name is longer than Enterprise Security takes.' },
  'date-order': { code: 'FD407', severity: 'warning', summary: 'The content was changed before it was written.' },
  'repeated-entry': { code: 'FD408', severity: 'warning', summary: 'An entry stands twice in a list.' },
  'parent-and-sub-technique': {
    code: 'FD409',
    severity: 'info',
    summary: 'A technique is listed along with a sub-technique of its own.',
  },
  'malformed-reference': { code: 'FD410', severity: 'warning', summary: 'A reference is no URL.' },
  'malformed-cve': { code: 'FD411', severity: 'warning', summary: 'A CVE identifier is malformed.' },
  'missing-risk': { code: 'FD412', severity: 'warning', summary: 'The detection says nothing about risk.' },
  'surplus-risk': { code: 'FD413', severity: 'warning', summary: 'A detection of this type has no risk.' },
  'missing-drilldown': { code: 'FD414', severity: 'info', summary: 'The detection gives too few drilldowns.' },
  'placeholder-left': { code: 'FD415', severity: 'error', summary: 'A placeholder of the template was left.' },
  'empty-macro': { code: 'FD416', severity: 'error', summary: 'Four backticks in a row call a macro without a name.' },
  'missing-output-field': {
    code: 'FD417',
    severity: 'warning',
    summary: 'A field is used that the search does not return.',
  },
  'missing-benign-test': {
    code: 'FD418',
    severity: 'info',
    summary: 'The detection has no test that must stay quiet.',
  },
  'missing-expected-column': {
    code: 'FD419',
    severity: 'warning',
    summary: 'A test expects a column that the query does not return.',
  },
  'period-too-short': {
    code: 'FD420',
    severity: 'error',
    summary: 'The query looks back less far than its runs lie apart.',
  },
  'duration-range': { code: 'FD421', severity: 'error', summary: 'A duration is outside what Sentinel takes.' },
  'tactic-mismatch': { code: 'FD422', severity: 'warning', summary: 'A technique fits none of the tactics.' },
  'unknown-entity': { code: 'FD423', severity: 'warning', summary: 'Sentinel has no such entity or identifier.' },
  'incomplete-entity': { code: 'FD424', severity: 'warning', summary: 'An entity lacks what identifies it.' },
  'missing-column': { code: 'FD425', severity: 'warning', summary: 'A column is used that the query does not return.' },
  'placeholder-count': { code: 'FD426', severity: 'error', summary: 'A text of the alert has too many columns in it.' },
  'custom-detail-name': { code: 'FD427', severity: 'error', summary: 'The name of a custom detail is too long.' },
  'version-format': { code: 'FD428', severity: 'warning', summary: 'The version is not made of three numbers.' },
  'legacy-entity-column': {
    code: 'FD429',
    severity: 'warning',
    summary: 'The query makes a column that Sentinel no longer reads as an entity.',
  },
  'service-limit': { code: 'FD430', severity: 'warning', summary: 'There is more than a workspace takes.' },
  'unbounded-search': { code: 'FD431', severity: 'error', summary: 'The query reads every table.' },
  'unused-selection': { code: 'FD440', severity: 'warning', summary: 'The condition does not use a selection.' },
  'tag-namespace': { code: 'FD441', severity: 'info', summary: 'The namespace of a tag is not known.' },
  'repeated-value': { code: 'FD442', severity: 'info', summary: 'A value stands twice in a list of values.' },
  'lone-all': { code: 'FD443', severity: 'warning', summary: 'The modifier "all" has a single value.' },
  'endless-regex': {
    code: 'FD444',
    severity: 'warning',
    summary: 'A regular expression can take more time than there is.',
  },
  'duplicate-name': {
    code: 'FD445',
    severity: 'warning',
    summary: 'Two pieces of content of a platform share a name.',
  },
  'duplicate-test-name': { code: 'FD446', severity: 'warning', summary: 'Two tests of a detection share a name.' },
  'wildcard-for-modifier': {
    code: 'FD447',
    severity: 'info',
    summary: 'Wildcards stand where a modifier says it better.',
  },
  'sigma-title': { code: 'FD448', severity: 'info', summary: 'The title of a Sigma rule is against its convention.' },
  'sigma-file-name': {
    code: 'FD449',
    severity: 'info',
    summary: 'The file of a Sigma rule is against its convention.',
  },
  'unused-let': { code: 'FD450', severity: 'warning', summary: 'The query never uses a name that it defines.' },
  'join-without-kind': { code: 'FD451', severity: 'info', summary: 'A join does not say its kind.' },
  'dropped-field': { code: 'FD452', severity: 'warning', summary: 'A field is used behind the command that drops it.' },
  'literal-wildcard': { code: 'FD453', severity: 'warning', summary: 'An asterisk stands where it is no wildcard.' },
  'case-sensitive-comparison': {
    code: 'FD454',
    severity: 'info',
    summary: 'A name or path of Windows is compared with regard to case.',
  },
  'unequal-without-field': {
    code: 'FD455',
    severity: 'info',
    summary: 'An unequal sign leaves out the events without the field, too.',
  },
  'unbounded-transaction': { code: 'FD456', severity: 'warning', summary: 'A transaction has no bound.' },
  'subsearch-limit': { code: 'FD457', severity: 'info', summary: 'A joined subsearch returns events, and is cut off.' },
  'leading-wildcard': { code: 'FD458', severity: 'info', summary: 'A word of a search begins with a wildcard.' },
  'contains-for-has': { code: 'FD459', severity: 'info', summary: '"has" would find the same, and faster.' },
  'missing-time-bound': { code: 'FD460', severity: 'info', summary: 'Nothing bounds the time of a hunting query.' },
  'ingestion-delay': { code: 'FD461', severity: 'info', summary: 'Rows that arrive late lie between two runs.' },
  'overlapping-runs': { code: 'FD462', severity: 'info', summary: 'Each event is looked at by several runs.' },
  'test-data-source': {
    code: 'FD463',
    severity: 'info',
    summary: 'A test replays another kind of events than the detection names.',
  },
  'unsafe-throttling': { code: 'FD464', severity: 'warning', summary: 'The throttling cannot work as it is written.' },
  'vague-false-positive': { code: 'FD465', severity: 'info', summary: 'A false positive is named that is none.' },
  'lookup-table': { code: 'FD466', severity: 'warning', summary: 'The table of a lookup is not in order.' },
  'null-in-list': { code: 'FD467', severity: 'warning', summary: 'A list of values holds null.' },
  'version-not-raised': { code: 'FD470', severity: 'error', summary: 'The content changed and its version did not.' },
  'version-lowered': { code: 'FD471', severity: 'error', summary: 'The version is lower than it was.' },
  'id-changed': { code: 'FD472', severity: 'error', summary: 'The id of the content changed.' },
  'silently-removed': { code: 'FD473', severity: 'error', summary: 'Content is gone that was not deprecated.' },
  'version-raised-alone': {
    code: 'FD474',
    severity: 'warning',
    summary: 'The version was raised and nothing else changed.',
  },
  'version-skipped': { code: 'FD475', severity: 'warning', summary: 'The version was raised by more than one.' },
  'suppression-without-reason': { code: 'FD490', severity: 'error', summary: 'A suppression gives no reason.' },
  'unused-suppression': { code: 'FD491', severity: 'error', summary: 'A suppression suppresses nothing.' },
  // FD5xx: data
  'data-missing': { code: 'FD501', severity: 'error', summary: 'The attack data is not there.' },
  'data-outside': { code: 'FD502', severity: 'error', summary: 'A data path leads out of the repository.' },
  'data-host-refused': { code: 'FD503', severity: 'error', summary: 'The host is not on the list of allowed hosts.' },
  'data-lfs-pointer': {
    code: 'FD504',
    severity: 'error',
    summary: 'A Git-LFS pointer stands where the log should be.',
  },
  'data-hash': { code: 'FD505', severity: 'error', summary: 'The file does not have the pinned hash.' },
  'data-empty': { code: 'FD506', severity: 'error', summary: 'The log holds no events.' },
  'data-fetch': { code: 'FD507', severity: 'error', summary: 'A log could not be fetched.' },
  'data-unpinned': {
    code: 'FD508',
    severity: 'error',
    summary: 'attack-data.lock does not pin a log, or pins what no test names.',
  },
  'malformed-event': { code: 'FD510', severity: 'warning', summary: 'An event could not be read; the others were.' },
  'data-limit': { code: 'FD511', severity: 'error', summary: 'A log goes beyond a limit.' },
  'unknown-format': { code: 'FD512', severity: 'error', summary: 'The format of the log is not known.' },
  'unsupported-compression': {
    code: 'FD513',
    severity: 'error',
    summary: 'A log is compressed in a way that firedrill cannot read yet.',
  },
  // FD6xx: tests
  'nothing-to-run': { code: 'FD601', severity: 'error', summary: 'Nothing was selected to run.' },
  'test-definition': { code: 'FD602', severity: 'error', summary: 'A test block that cannot be run as it stands.' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticName = keyof typeof CODES;

export const isDiagnosticName = (name: string): name is DiagnosticName => Object.hasOwn(CODES, name);
