import { expect, it } from 'vitest';
import { loadTexts } from '../../src/content/index.ts';
import type { QueryProblem } from '../../src/diagnostics/query-problem.ts';
import { problemToDiagnostic, queryDiagnostics } from '../../src/validate/index.ts';

const detectionOf = (content: string) => loadTexts(new Map([['a.yml', content]])).detections[0]!;

const place = ({ range: { start, end } }: ReturnType<typeof problemToDiagnostic>): string =>
  `${start.line}:${start.column}-${end.line}:${end.column}`;

it('places a problem of a query through folding', () => {
  const detection = detectionOf('name: A\nsearch: >-\n  index=main\n  | stat count\ntype: TTP\n');
  const problem = { name: 'unknown-command', message: 'There is no command "stat".', start: 13, end: 17 } as const;
  expect(detection.query?.text.slice(13, 17)).toBe('stat');
  expect(place(problemToDiagnostic(detection, problem))).toBe('4:5-4:9');
});

it('places a problem of a Sigma rule by its path', () => {
  const detection = detectionOf(
    "title: A\nlogsource: {product: windows}\ndetection:\n  a:\n    b|re: '(x'\n    c: 1\n  condition: a\n",
  );
  const at = (problem: object) =>
    place(problemToDiagnostic(detection, { name: 'query-error', message: 'm', start: 0, end: 0, ...problem }));
  expect(at({ path: ['detection', 'a', 'b|re'], start: 0, end: 1 })).toBe('5:12-5:13');
  expect(at({ path: ['detection', 'a', 'b|re'], part: 'key', start: 2, end: 4 })).toBe('5:5-5:9');
  expect(at({ path: ['detection', 'a', 'c'] })).toBe('6:8-6:9');
});

it('is lenient where the content is not at fault', () => {
  const detection = detectionOf(
    'id: a\nname: A\nkind: Scheduled\nrequiredDataConnectors: [{connectorId: C, dataTypes: [Vendor_CL, "Syslog (Tunnel)"]}]\nquery: Vendor | join Other\n',
  );
  const severities = queryDiagnostics(detection, [
    { name: 'unknown-table', message: 'm', start: 0, end: 6 },
    { name: 'unknown-table', message: 'm', start: 14, end: 19 },
    { name: 'unsupported-operator', message: 'm', start: 0, end: 6 },
    { name: 'unknown-column', message: 'm', start: 9, end: 13 },
  ]).map(({ severity }) => severity);
  // What is unknown behind an unknown table follows from it.
  expect(severities).toEqual(['warning', 'error', 'warning']);
});

it('takes custom tables and the functions of solutions for real', () => {
  const severityOf = (query: string, problem: Pick<QueryProblem, 'name' | 'start' | 'end'>) => {
    const detection = detectionOf(`id: a\nname: A\nkind: Scheduled\nquery: '${query}'\n`);
    return queryDiagnostics(detection, [{ message: 'm', ...problem }]).map(({ severity }) => severity);
  };
  expect(severityOf('Mine_CL', { name: 'unknown-table', start: 0, end: 7 })).toEqual(['warning']);
  expect(severityOf('Mine_CL | where a == 1', { name: 'unknown-column', start: 16, end: 17 })).toEqual(['warning']);
  expect(severityOf('GitLabAudit', { name: 'unknown-table', start: 0, end: 11 })).toEqual(['warning']);
  expect(severityOf('SigninLog', { name: 'unknown-table', start: 0, end: 9 })).toEqual(['error']);
  expect(severityOf('SigninLogs | where a == 1', { name: 'unknown-column', start: 19, end: 20 })).toEqual(['error']);
  expect(severityOf('imDns | where a == 1', { name: 'unknown-column', start: 14, end: 15 })).toEqual(['warning']);
});

it('takes parsers of one source for built in', () => {
  const severityOf = (name: string) => {
    const detection = detectionOf(`id: a\nname: A\nkind: Scheduled\nquery: ${name}\n`);
    return queryDiagnostics(detection, [{ name: 'unknown-table', message: 'm', start: 0, end: name.length }])[0]
      ?.severity;
  };
  expect(severityOf('_Im_NetworkSession_AcmeWallV07')).toBe('warning');
  expect(severityOf('_ASim_Dns_AcmeNames')).toBe('warning');
  expect(severityOf('_Im_Weather_AcmeSky')).toBe('error');
});

it('takes data models of other apps for real', () => {
  const severityOf = (model: string) => {
    const detection = detectionOf(`name: A\ntype: TTP\nsearch: '| tstats count from datamodel=${model}'\n`);
    const problem = { name: 'unknown-data-model', message: 'm', start: 20, end: 30 + model.length } as const;
    return queryDiagnostics(detection, [problem]).map(({ severity }) => severity);
  };
  expect(severityOf('Splunk_Audit.Search_Activity')).toEqual(['warning']);
  expect(severityOf('Endpont.Processes')).toEqual(['error']);
});

it('knows what other apps bring, and what is deprecated', () => {
  const content =
    'name: A\nstatus: production\nsearch: "`get_asset(dest)` | lookup ut_shannon_lookup word"\ntype: TTP\n';
  const problems = [
    { name: 'unknown-macro', message: 'm', start: 0, end: 17 },
    { name: 'unknown-lookup', message: 'm', start: 27, end: 44 },
    { name: 'unknown-command', message: 'm', start: 20, end: 26 },
  ] as const;
  const show = (text: string) =>
    queryDiagnostics(detectionOf(text), problems).map(({ severity, hint }) => [severity, hint]);
  expect(show(content)).toEqual([
    ['warning', 'It comes with Enterprise Security; add a copy to the knowledge to run the detection here.'],
    ['warning', 'It comes with the URL Toolbox; add a copy to the knowledge to run the detection here.'],
    ['error', undefined],
  ]);
  expect(show(content.replace('production', 'deprecated')).map(([severity]) => severity)).toEqual([
    'warning',
    'warning',
    'warning',
  ]);
});
