import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/content/yaml.ts';
import { alertShapeOf, alertsOfRun } from '../../src/testing/sentinel-alerts.ts';
import type { ScheduledRun } from '../../src/testing/sentinel-runs.ts';

const RULE = `name: Burst
description: Many failures.
severity: Medium
tactics: [CredentialAccess]
entityMappings:
  - entityType: Account
    fieldMappings: [{ identifier: FullName, columnName: User }]
  - entityType: IP
    fieldMappings: [{ identifier: Address, columnName: Address }]
customDetails: { Count: Count }
alertDetailsOverride:
  alertDisplayNameFormat: 'Burst by {{User}} from {{Address}}'
  alertDescriptionFormat: '{{Count}} failures'
`;

const shape = () => {
  const [document] = parseYaml(RULE, 'rule.yaml').documents;
  if (!document) throw new Error('No document.');
  return alertShapeOf({ document, name: 'Burst' });
};

const run = (results: number, alerts: number, cells: (row: number) => readonly (string | number)[]): ScheduledRun => ({
  tick: { from: 0n, to: 60_000_000_000n, startsAt: 360_000_000_000n },
  columns: ['User', 'Address', 'Count'].map((name) => ({ name })),
  results,
  rows: Array.from({ length: results }, (_, row) => cells(row)),
  origins: [],
  alerts,
});

describe('alerts of a run', () => {
  it('are one per row up to a limit, where the last one is over all rows', () => {
    const alerts = alertsOfRun(
      shape(),
      run(200, 150, (row) => [`user${row}`, '192.0.2.1', row]),
    );
    expect(alerts.length).toBe(150);
    expect(alerts.map(({ rows }) => rows)).toEqual([...Array.from({ length: 149 }, () => 1), 200]);
    const last = alerts.at(-1);
    expect(last?.title).toBe('Burst by user0 from 192.0.2.1');
    expect(last?.entities.length).toBe(201);
    expect(alerts[148]?.entities).toEqual([
      { type: 'Account', identifiers: { FullName: 'user148' } },
      { type: 'IP', identifiers: { Address: '192.0.2.1' } },
    ]);
  });

  it('have at most 500 entities, the same share for each mapping', () => {
    const [alert] = alertsOfRun(
      shape(),
      run(600, 1, (row) => [`user${row}`, `192.0.2.${row % 3}`, row]),
    );
    const ofType = (type: string) => alert?.entities.filter((entity) => entity.type === type).length;
    expect([ofType('Account'), ofType('IP')]).toEqual([250, 3]);
    expect(alert?.custom_details['Count']?.length).toBe(50);
  });

  it('take the first row for title and description, and the defaults where a column has no value', () => {
    const titles = (...cells: readonly (string | number)[]) => {
      const [alert] = alertsOfRun(
        shape(),
        run(1, 1, () => cells),
      );
      return [alert?.title, alert?.description];
    };
    expect(titles('alice', '192.0.2.1', 3)).toEqual(['Burst by alice from 192.0.2.1', '3 failures']);
    expect(titles('alice', '', 0)).toEqual(['Burst', '0 failures']);
  });
});
