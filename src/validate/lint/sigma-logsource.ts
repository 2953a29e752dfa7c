import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { type SigmaItem, sigmaItems } from './shared-sigma-items.ts';
import { valueAt } from './shared-lists.ts';

const rule = (logsource: string, item: string): string =>
  `title: A\nlogsource: {${logsource}}\ndetection:\n  selection:\n    ${item}\n  condition: selection`;

const KEYS = ['category', 'product', 'service', 'definition'];

/** What Sysmon numbers and the taxonomy has a category for. */
const SYSMON: ReadonlyMap<number, string> = new Map([
  [1, 'process_creation'],
  [2, 'file_change'],
  [3, 'network_connection'],
  [4, 'sysmon_status'],
  [5, 'process_termination'],
  [6, 'driver_load'],
  [7, 'image_load'],
  [8, 'create_remote_thread'],
  [9, 'raw_access_thread'],
  [10, 'process_access'],
  [11, 'file_event'],
  [12, 'registry_event'],
  [13, 'registry_event'],
  [14, 'registry_event'],
  [15, 'create_stream_hash'],
  [16, 'sysmon_status'],
  [17, 'pipe_created'],
  [18, 'pipe_created'],
  [19, 'wmi_event'],
  [20, 'wmi_event'],
  [21, 'wmi_event'],
  [22, 'dns_query'],
  [23, 'file_delete'],
  [24, 'clipboard_change'],
  [25, 'process_tampering'],
  [26, 'file_delete_detected'],
  [27, 'file_block_executable'],
  [28, 'file_block_shredding'],
  [29, 'file_executable_detected'],
  [255, 'sysmon_error'],
]);

/** pySigma's and SigmaHQ's checks of the logsource. */
export default defineRule({
  name: 'sigma-logsource',
  kinds: SIGMA,
  why: 'A category is known to every backend and covers all products that log the event; a number of one product binds the rule to it. A key that the logsource does not have is read by nobody.',
  valid: [
    rule('product: windows, category: process_creation', 'Image: a'),
    rule('product: windows, service: security', 'EventID: 4624'),
    rule('product: windows, service: sysmon', 'EventID: 999'),
  ],
  invalid: [
    { content: rule('product: windows, service: security', 'EventID: 4688'), at: '5:14' },
    { content: rule('product: windows, service: sysmon', 'EventID: [999, 3]'), at: '5:20' },
    { content: rule('product: windows, service: sysmon', 'Image: a'), at: '2:40' },
    { content: rule('product: windows, vendor: acme', 'Image: a'), at: '2:31' },
  ],
  check({ document }, report) {
    const logsource = valueAt(document.value, ['logsource']);
    if (!isMapping(logsource)) return;
    for (const key of Object.keys(logsource)) {
      if (KEYS.includes(key)) continue;
      const close = suggest(key, KEYS);
      report(document.at(['logsource', key], 'key'), `A logsource has no key "${key}".`, {
        hint: close === undefined ? `It has ${KEYS.join(', ')}.` : `Did you mean "${close}"?`,
      });
    }
    const { service } = logsource;
    if (service !== 'sysmon' && service !== 'security') return;
    const items = sigmaItems(document.value).filter(({ field }) => field === 'EventID');
    if (service === 'sysmon' && items.length === 0) {
      report(document.at(['logsource', 'service']), 'The rule reads all events of Sysmon.', {
        hint: 'Name their EventID, or the category in place of the service.',
      });
    }
    for (const { id, path } of items.flatMap(eventIds)) {
      const category = service === 'sysmon' ? SYSMON.get(id) : id === 4688 ? 'process_creation' : undefined;
      if (category === undefined) continue;
      report(document.at(path), `Event ${id} has the category "${category}".`, {
        hint: `Write "category: ${category}" in place of the service and the number.`,
      });
    }
  },
});

const eventIds = ({ value, path }: SigmaItem): readonly { readonly id: number; readonly path: SigmaItem['path'] }[] =>
  (Array.isArray(value) ? value : [value]).flatMap((id: unknown, index) =>
    typeof id === 'number' ? [{ id, path: Array.isArray(value) ? [...path, index] : path }] : [],
  );
