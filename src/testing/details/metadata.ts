import { isMapping } from '../../content/kind.ts';
import type { Detection } from '../../content/model.ts';
import type { DetectionDetails, Fact } from './details.ts';

export type Metadata = Pick<
  DetectionDetails,
  'description' | 'falsePositives' | 'howTo' | 'references' | 'facts' | 'dataSources'
> & { readonly severity?: string };

/** Keys worth a line of their own, under what people call them. */
const FACTS: readonly (readonly [label: string, ...path: string[]])[] = [
  ['Author', 'author'],
  ['Author', 'metadata', 'author', 'name'],
  ['Kind', 'kind'],
  ['Type', 'type'],
  ['Status', 'status'],
  ['Severity', 'severity'],
  ['Level', 'level'],
  ['Version', 'version'],
  ['Created', 'creation_date'],
  ['Created', 'date'],
  ['Modified', 'modification_date'],
  ['Modified', 'modified'],
  ['Runs every', 'queryFrequency'],
  ['Looks back', 'queryPeriod'],
  ['Story', 'analytic_story'],
  ['Story', 'tags', 'analytic_story'],
  ['Asset', 'asset_type'],
  ['Asset', 'tags', 'asset_type'],
  ['Security domain', 'security_domain'],
  ['Security domain', 'tags', 'security_domain'],
  ['License', 'license'],
];

/** What a detection's file says about it, whatever language its keys are of. */
export function metadataOf({ document, language }: Detection): Metadata {
  const value = isMapping(document.value) ? document.value : {};
  const facts = FACTS.flatMap(([label, ...path]): Fact[] => {
    const text = texts(at(value, path)).join(', ');
    return text === '' ? [] : [{ label, value: text }];
  });
  const severity = texts(value['severity'] ?? value['level'])[0]?.toLowerCase();
  return {
    description: texts(value['description']).join('\n\n'),
    falsePositives: texts(value['known_false_positives'] ?? value['falsepositives']),
    howTo: texts(value['how_to_implement']).join('\n\n'),
    references: texts(value['references']),
    facts,
    dataSources: dataSourcesOf(value, language),
    ...(severity !== undefined && { severity }),
  };
}

function dataSourcesOf(value: Readonly<Record<string, unknown>>, language: Detection['language']): readonly Fact[] {
  if (language === 'spl') return texts(value['data_source']).map((name) => ({ label: 'Data source', value: name }));
  if (language === 'sigma') {
    const { logsource } = value;
    if (!isMapping(logsource)) return [];
    return ['product', 'category', 'service'].flatMap((key) =>
      texts(logsource[key]).map((text) => ({ label: `Log source ${key}`, value: text })),
    );
  }
  const connectors = Array.isArray(value['requiredDataConnectors']) ? value['requiredDataConnectors'] : [];
  return connectors.filter(isMapping).map((connector) => ({
    label: texts(connector['connectorId'])[0] ?? 'Connector',
    value: texts(connector['dataTypes']).join(', '),
  }));
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), value);
}

/** A scalar or a list of them as texts. */
const texts = (value: unknown): readonly string[] =>
  [value].flat().flatMap((entry) => {
    if (typeof entry === 'string') return entry.trim() === '' ? [] : [entry.trim()];
    return typeof entry === 'number' || typeof entry === 'boolean' ? [String(entry)] : [];
  });
