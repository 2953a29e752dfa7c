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
  // FD3xx: references
  'unknown-macro': { code: 'FD301', severity: 'error', summary: 'There is no such macro.' },
  'unknown-lookup': { code: 'FD302', severity: 'error', summary: 'There is no such lookup.' },
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
  // FD4xx: lint
  'never-true': { code: 'FD401', severity: 'error', summary: 'A comparison that can never hold.' },
  'missing-test': { code: 'FD402', severity: 'info', summary: 'The detection has no test that must fire.' },
  'duplicate-id': { code: 'FD403', severity: 'error', summary: 'Two detections share an id.' },
  'missing-filter-macro': {
    code: 'FD404',
    severity: 'warning',
    summary: 'The search does not end in its filter macro.',
  },
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
  'malformed-event': { code: 'FD510', severity: 'warning', summary: 'An event could not be read; the others were.' },
  'data-limit': { code: 'FD511', severity: 'error', summary: 'A log goes beyond a limit.' },
  'unknown-format': { code: 'FD512', severity: 'error', summary: 'The format of the log is not known.' },
  // FD6xx: tests
  'nothing-to-run': { code: 'FD601', severity: 'error', summary: 'Nothing was selected to run.' },
  'test-definition': { code: 'FD602', severity: 'error', summary: 'A test block that cannot be run as it stands.' },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticName = keyof typeof CODES;

export const isDiagnosticName = (name: string): name is DiagnosticName => Object.hasOwn(CODES, name);
