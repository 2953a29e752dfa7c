import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const PARSER = `Parser:
  Title: Sign-ins of people who matter
  Version: '1.0.0'
  LastUpdated: Jan 1, 2026
Product:
  Name: Entra ID
Normalization:
  Schema: Authentication
  Version: '0.1.4'
References:
  - Title: ASIM
    Link: https://aka.ms/AboutASIM
Description: Sign-ins of people who matter.
ParserName: vimAuthenticationPeople
ParserParams:
  - Name: starttime
    Type: datetime
    Default: datetime(null)
  - Name: disabled
    Type: bool
    Default: false
ParserQuery: |
  SigninLogs
  | where not(disabled) and (isnull(starttime) or TimeGenerated >= starttime)
  | lookup kind=inner (_GetWatchlist("People") | project SearchKey, Rank) on $left.UserPrincipalName == $right.SearchKey
`;
const FUNCTION = `Function:
  Title: Whether a name is one of ours
  Version: '1.0.0'
  LastUpdated: Jan 1, 2026
Category: Mine
FunctionName: IsOurs
FunctionAlias: IsOurs
FunctionParams:
  - Name: T
    Type: table:(*)
  - Name: name
    Type: string
FunctionQuery: |
  T | where name endswith "example.com"
`;
const HUNT = `id: 0a1b2c3d-0000-4000-8000-00000000c0de
name: People Sign In
description: Sign-ins of people who matter.
requiredDataConnectors: []
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  vimAuthenticationPeople(starttime = ago(1d)) | where TimeGenerated > ago(1d) | project UserPrincipalName, Rank
`;

const repository = (change: (text: string) => string = (text) => text) =>
  folderWith({
    'firedrill.yml': '',
    'detections/hunt.yaml': HUNT,
    'knowledge/sentinel/parsers/people.yaml': change(PARSER),
    'knowledge/sentinel/parsers/ours.yaml': change(FUNCTION),
    'knowledge/sentinel/watchlists/People.csv': 'SearchKey,Rank\nalice@example.com,1\n',
  });

const findings = async (cwd: string, ...paths: readonly string[]) => {
  const run = await runCli(['validate', ...paths, '--format', 'json'], cwd);
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: {
      name: string;
      severity: string;
      file: string;
      hint?: string;
      range: { start: { line: number; column: number } };
    }[];
  };
  return diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map(({ name, file, range: { start }, hint }) => [name, `${file}:${start.line}:${start.column}`, hint]);
};

describe('parsers and functions of the repository', () => {
  it('bind by themselves, and rules call them', async () => {
    expect(await findings(repository())).toEqual([]);
  });

  it('are wrong where their YAML is wrong', async () => {
    const cwd = repository((text) =>
      text
        .replace('not(disabled)', 'not(disable)')
        .replace('SearchKey, Rank', 'SearchKey, Ranc')
        .replace('ends', 'endz'),
    );
    const found = await findings(cwd);
    expect(found.filter(([, place]) => place?.startsWith('knowledge'))).toEqual([
      ['syntax-error', 'knowledge/sentinel/parsers/ours.yaml:14:18', undefined],
      ['unknown-column', 'knowledge/sentinel/parsers/people.yaml:24:15', 'Did you mean "disabled"?'],
      ['unknown-column', 'knowledge/sentinel/parsers/people.yaml:25:69', 'Did you mean "Rank"?'],
    ]);
    // A second run takes them from the cache.
    expect(await findings(cwd)).toEqual(found);
  });

  it('are wrong where their parameters are', async () => {
    const order = '  - Name: T\n    Type: table:(*)\n';
    const cwd = repository((text) => text.replace(order, '').replace('FunctionQuery', `${order}FunctionQuery`));
    expect(await findings(cwd)).toEqual([['query-error', 'knowledge/sentinel/parsers/ours.yaml:8:1', undefined]]);
  });

  it('bind when a path names them, and see each other', async () => {
    const cwd = folderWith({
      'firedrill.yml': '',
      'solution/Parsers/people.yaml': PARSER,
      'solution/Hunting Queries/hunt.yaml': HUNT.replace('Rank', 'UserId'),
    });
    expect(await findings(cwd, 'solution')).toEqual([
      ['unknown-watchlist', 'solution/Parsers/people.yaml:25:38', undefined],
    ]);
  });
});
