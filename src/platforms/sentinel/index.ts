export { type SentinelCatalogOptions, sentinelCatalog } from './catalog.ts';
export type { Connector } from './connectors/connector.ts';
export { type ConnectorPlans, connectorPlans, inferredOf, type LowerKql, tablesOf } from './connectors/plans.ts';
export { type InlineTable, type InlineTables, sentinelEnvironment } from './environment.ts';
export { loadSentinelKnowledge, readSentinelRoots, type SentinelKnowledge, type SentinelRoots } from './knowledge.ts';
export { type MappedPlace, splitPlace } from './places.ts';
export { inferTables } from './tables/infer-tables.ts';
export type { InferredTable } from './tables/inferred-table.ts';
export { lowerBody } from './parsers/body-query.ts';
