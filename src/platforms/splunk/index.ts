/**
 * A Splunk search head over replayed logs. In: folders of knowledge objects in Splunk's own formats, an `EventSource`.
 * Out: an `SplEnvironment` (what searches may name) and a `Catalog` (events with their fields, data models, lookups).
 *
 * ```ts
 * const knowledge = loadSplunkKnowledge(['knowledge/splunk'], report);
 * const environment = splunkEnvironment(knowledge);
 * const catalog = splunkCatalog(knowledge, environment, openEventSource(files), { report });
 * ```
 */
export { type EventTypeSearch, type SplunkAnatomy, splunkAnatomy } from './anatomy.ts';
export { type DataModelOptions, type SplunkCatalogOptions, splunkCatalog } from './catalog.ts';
export { type EnvironmentExtras, splunkEnvironment } from './environment.ts';
export { DEFAULT_INDEX, eventKind } from './events/event-kinds.ts';
export { timedEvents } from './indexing/timed-events.ts';
export { loadSplunkKnowledge, type SplunkKnowledge } from './knowledge.ts';
export type { InlineLookup } from './lookups/lookups.ts';
