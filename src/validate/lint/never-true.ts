import { comparisons } from '../comparisons.ts';
import { knownValues, listedValues } from '../known-values.ts';
import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';

const RULE = (direction: string): string =>
  `id: a\nname: A\ntactics: []\nquery: imNetworkSession | where NetworkDirection =~ "${direction}"`;

/** A comparison with a value that the column never has, by its schema. */
export default defineRule({
  name: 'never-true',
  readsQuery: true,
  kinds: SENTINEL,
  why: 'The rule runs without an error and never fires: the worst way for a rule to be broken.',
  valid: [
    RULE('Outbound'),
    RULE('outbound'),
    'id: a\nname: A\ntactics: []\nquery: imNetworkSession | where NetworkDirection has "bound"',
    'id: a\nname: A\ntactics: []\nquery: imNetworkSession | extend NetworkDirection = "x" | where NetworkDirection == "x"',
    'id: a\nname: A\ntactics: []\nquery: imNetworkSession | where NetworkDirection == ""',
    'id: a\nname: A\ntactics: []\nquery: SecurityIncident | where Status in ("new", "Active")',
    'id: a\nname: A\ntactics: []\nquery: imAuditEvent | where EventResult == "Success"',
  ],
  invalid: [
    { content: RULE('true'), at: '4:33' },
    {
      content:
        'id: a\nname: A\ntactics: []\nquery: union (imNetworkSession | where NetworkDirection =~ "true"), (imDns | take 1)',
      at: '4:40',
    },
    {
      content:
        'id: a\nname: A\ntactics: []\nquery: imNetworkSession | summarize countif("true" == NetworkDirection) by SrcIpAddr',
      at: '4:45',
    },
    {
      content:
        'id: a\nname: A\ntactics: []\nquery: DeviceInfo | join kind=inner (imNetworkSession | where NetworkDirection =~ "true" | extend DeviceName = SrcHostname) on DeviceName',
      at: '4:63',
    },
    {
      content: 'id: a\nname: A\ntactics: []\nquery: imNetworkSession | where NetworkDirection == "outbound"',
      at: '4:33',
    },
    {
      content:
        'id: a\nname: A\ntactics: []\nquery: imNetworkSession | where DstPortNumber == 7844 and NetworkDirection in ("true", "yes")',
      at: '4:59',
    },
    {
      content: 'id: a\nname: A\ntactics: []\nquery: SigninLogs | where ConditionalAccessStatus == "failed"',
      at: '4:27',
    },
  ],
  check({ query: text, document }, report, { query }) {
    if (!query) return;
    for (const { column, original, source, values, matches, span } of comparisons(query)) {
      // What a parser compares within its body is not the rule's.
      const isOwn = !text || !span || text.text.slice(span.start, span.end).includes(column);
      const exact = isOwn ? knownValues(source, original) : undefined;
      const known = exact ?? (isOwn ? listedValues(source, original) : undefined);
      const cased = (text: string): string => (exact ? text : text.toLowerCase());
      const holds = (value: string): boolean =>
        value === '' || known?.some((candidate) => matches(cased(candidate), cased(value))) === true;
      if (!known || values.some(holds)) continue;
      const written = values.map((value) => `"${value}"`).join(', ');
      report(
        text && span ? text.locate(span.start, span.end) : document.at(['query']),
        `"${column}" is never ${written}, so this never holds.`,
        { hint: `"${original}" of ${source} is one of: ${known.join(', ')}.` },
      );
    }
  },
});
