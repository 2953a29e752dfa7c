import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { CONNECTOR_IDS } from './shared-connectors.ts';
import { SENTINEL } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (connectors: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nrequiredDataConnectors:${connectors}`;

const connector = (id: string, types = '[T]'): string => rule(`\n  - connectorId: ${id}\n    dataTypes: ${types}`);

/** Short ids are much like each other. */
const SHORTEST = 6;
const MOST_SLIPS = 2;

/** The schema test of Azure-Sentinel goes by a list of the ids that there are. */
export default defineRule({
  name: 'data-connector',
  kinds: SENTINEL,
  // The list may change while the rule does not.
  acrossFiles: true,
  why: 'Sentinel shows with a rule whether its data flows, by the id of the connector and the tables that it fills: an id that is misspelt is never connected.',
  fix: 'Name the connector by its id in the portal, and the tables that the rule reads.',
  valid: [connector('SecurityEvents'), connector('ConnectorOfMyOwn'), rule(' []')],
  invalid: [
    { content: connector('SecurityEvent'), at: '6:18' },
    { content: connector('MicrosoftThreatProtecton'), at: '6:18' },
    { content: connector('SecurityEvents', '[]'), at: '7:5' },
    { content: rule('\n  - connectorId: SecurityEvents'), at: '6:5' },
  ],
  check({ document, kind, file }, report, { connectorList }) {
    const connectors = valueAt(document.value, ['requiredDataConnectors']);
    if (!Array.isArray(connectors)) return;
    // Hunting queries are not held to it.
    const listed = kind === 'sentinel-hunting-query' ? undefined : connectorList?.(file);
    for (const [index, entry] of connectors.entries()) {
      const path = ['requiredDataConnectors', index];
      const id = valueAt(entry, ['connectorId']);
      if (listed && typeof id === 'string') {
        if (!listed.has(id.trim())) {
          const close = suggest(id.trim(), listed, MOST_SLIPS);
          report(document.at([...path, 'connectorId']), `The repository lists no data connector "${id.trim()}".`, {
            hint: close === undefined ? 'Add a new one to its ValidConnectorIds.json.' : `Did you mean "${close}"?`,
          });
        }
      } else if (typeof id === 'string' && id.trim().length >= SHORTEST && !CONNECTOR_IDS.has(id.trim())) {
        const close = suggest(id.trim(), CONNECTOR_IDS, MOST_SLIPS);
        if (close !== undefined) {
          report(document.at([...path, 'connectorId']), `There is no data connector "${id.trim()}".`, {
            hint: `Did you mean "${close}"?`,
          });
        }
      }
      // Of a misspelt key the schema tells.
      if (kind === 'sentinel-hunting-query' || !isMapping(entry) || Object.hasOwn(entry, 'datatypes')) continue;
      const types = entry['dataTypes'];
      if (types === undefined || types === null || (Array.isArray(types) && types.length === 0)) {
        report(document.at([...path, 'dataTypes'], 'key'), 'The data connector names no data types.', {
          hint: 'List the tables under "dataTypes".',
        });
      }
    }
  },
});
