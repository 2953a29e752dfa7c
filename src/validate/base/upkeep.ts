import type { ContentKind } from '../../content/model.ts';

type Path = readonly string[];

/**
 * When content may go. `announced`: it was deprecated before. `unused`: nothing names it any more. `free`: at any time,
 * for nothing can name it.
 */
export type Removal = 'announced' | 'unused' | 'free';

/** How content of a kind is kept up. */
export interface Upkeep {
  /** Where the version stands: the first that is there. */
  readonly versions: readonly Path[];
  /** Where the date of the last change stands. */
  readonly dates: readonly Path[];
  /** Keys beside those that are never built: a change of them neither needs a new version nor forbids one. */
  readonly quiet: readonly string[];
  readonly removal: Removal;
}

const VERSION = [['version']];
const ESCU_DATES = [['modification_date'], ['date']];
const SIGMA_DATES = [['modified'], ['date']];

const sentinelRule = { versions: VERSION, dates: [], quiet: [], removal: 'announced' } as const;
const sigma = { versions: [], dates: SIGMA_DATES, quiet: [] } as const;
const escu = { versions: VERSION, dates: ESCU_DATES } as const;

/**
 * The kinds whose changes are looked at. What is quiet for ESCU is what contentctl writes into no stanza of the app:
 * people and links, and of a lookup the description, which becomes a comment.
 */
export const UPKEEP: Readonly<Partial<Record<ContentKind, Upkeep>>> = {
  'escu-detection': {
    ...escu,
    quiet: ['author', 'references', 'category', 'creation_date', 'manual_test'],
    removal: 'announced',
  },
  'escu-baseline': {
    ...escu,
    quiet: ['author', 'references', 'category', 'creation_date', 'known_false_positives'],
    removal: 'announced',
  },
  'escu-story': { ...escu, quiet: ['creation_date'], removal: 'announced' },
  'escu-macro': { ...escu, quiet: ['author', 'references', 'creation_date'], removal: 'unused' },
  'escu-lookup': { ...escu, quiet: ['author', 'references', 'creation_date', 'description'], removal: 'unused' },
  'escu-data-source': {
    ...escu,
    quiet: [
      ...['author', 'references', 'creation_date', 'example_log', 'fields', 'output_fields', 'field_mappings'],
      ...['convert_to_log_source', 'logsource', 'mitre_components', 'configuration'],
    ],
    removal: 'unused',
  },
  'escu-schedule': { ...escu, quiet: ['author', 'references', 'creation_date', 'description'], removal: 'unused' },
  'escu-deployment': { ...escu, quiet: ['author', 'references', 'creation_date', 'description'], removal: 'free' },
  'escu-removed': { versions: [], dates: [], quiet: [], removal: 'free' },
  'sentinel-scheduled-rule': sentinelRule,
  'sentinel-nrt-rule': sentinelRule,
  'sentinel-hunting-query': sentinelRule,
  'sentinel-summary-rule': { ...sentinelRule, removal: 'unused' },
  'sentinel-watchlist': { versions: [], dates: [], quiet: [], removal: 'unused' },
  'asim-parser': {
    versions: [['Parser', 'Version'], ['Function', 'Version'], ['FunctionVersion'], ['Version']],
    dates: [
      ['Parser', 'LastUpdated'],
      ['Function', 'LastUpdated'],
    ],
    quiet: ['Product', 'References', 'Description', 'Notes', 'tags', 'Parsers'],
    removal: 'unused',
  },
  'sigma-rule': { ...sigma, removal: 'announced' },
  'sigma-correlation': { ...sigma, removal: 'announced' },
  'sigma-filter': { ...sigma, removal: 'free' },
};
