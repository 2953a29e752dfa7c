export { type SentinelCatalogOptions, sentinelCatalog } from './catalog.ts';
export type { Connector } from './connectors/connector.ts';
export { type ConnectorPlans, connectorPlans, type LowerKql, tablesOf } from './connectors/plans.ts';
export { type InlineTable, type InlineTables, sentinelEnvironment } from './environment.ts';
export { loadSentinelKnowledge, type SentinelKnowledge } from './knowledge.ts';
export { type MappedPlace, splitPlace } from './places.ts';
