import { suggest } from '../../diagnostics/suggest.ts';
import { outputColumns } from '../output-columns.ts';
import { defineRule } from './rule.ts';
import { alertColumns } from './shared-alert-columns.ts';
import { SENTINEL } from './shared-kinds.ts';

const rule = (query: string, rest: string): string => `id: a\nname: A\nkind: Scheduled\nquery: ${query}\n${rest}`;

/** Columns that entities, custom details and texts of the alert take from a result that does not have them. */
export default defineRule({
  name: 'missing-column',
  kinds: SENTINEL,
  readsQuery: true,
  why: 'The alert lacks the entity or the detail, and nothing says so.',
  valid: [
    rule(
      'DeviceNetworkEvents | project DeviceName, RemoteUrl',
      'entityMappings: [{entityType: URL, fieldMappings: [{identifier: Url, columnName: RemoteUrl}]}]',
    ),
    rule('DeviceNetworkEvents', 'alertDetailsOverride: {alertDisplayNameFormat: "Tunnel to {{RemoteUrl}}"}'),
  ],
  invalid: [
    {
      content: rule(
        'DeviceNetworkEvents | project DeviceName',
        'entityMappings: [{entityType: URL, fieldMappings: [{identifier: Url, columnName: RemoteUrl}]}]',
      ),
      at: '5:82',
    },
    { content: rule('DeviceNetworkEvents | project DeviceName', 'customDetails: {Port: RemotePort}'), at: '5:23' },
    {
      content: rule(
        'DeviceNetworkEvents | project DeviceName',
        'alertDetailsOverride: {alertDisplayNameFormat: "To {{ RemoteUrl }} now"}',
      ),
      at: '5:52',
    },
  ],
  check({ document }, report, { query }) {
    const known = query && outputColumns(query);
    if (!known) return;
    for (const { column, range } of alertColumns(document)) {
      if (known.has(column)) continue;
      const close = suggest(column, known);
      report(range, `The query returns no column "${column}".`, {
        hint: close === undefined ? 'Keep the column in the last steps of the query.' : `Did you mean "${close}"?`,
      });
    }
  },
});
