import caseSensitiveComparison from './case-sensitive-comparison.ts';
import containsForHas from './contains-for-has.ts';
import correlationShape from './correlation-shape.ts';
import customDetailName from './custom-detail-name.ts';
import dataConnector from './data-connector.ts';
import dateOrder from './date-order.ts';
import deprecationMapping from './deprecation-mapping.ts';
import droppedField from './dropped-field.ts';
import duplicateId from './duplicate-id.ts';
import duplicateName from './duplicate-name.ts';
import duplicateTestName from './duplicate-test-name.ts';
import durationRange from './duration-range.ts';
import emptyMacro from './empty-macro.ts';
import enabledByDefault from './enabled-by-default.ts';
import endlessRegex from './endless-regex.ts';
import fileName from './file-name.ts';
import impossibleDate from './impossible-date.ts';
import incompleteAttackData from './incomplete-attack-data.ts';
import incompleteEntity from './incomplete-entity.ts';
import ingestionDelay from './ingestion-delay.ts';
import joinWithoutKind from './join-without-kind.ts';
import leadingWildcard from './leading-wildcard.ts';
import legacyEntityColumn from './legacy-entity-column.ts';
import literalWildcard from './literal-wildcard.ts';
import localizedUser from './localized-user.ts';
import loneAll from './lone-all.ts';
import loneOf from './lone-of.ts';
import lookupTable from './lookup-table.ts';
import macroArguments from './macro-arguments.ts';
import malformedCve from './malformed-cve.ts';
import malformedDataAddress from './malformed-data-address.ts';
import malformedHash from './malformed-hash.ts';
import malformedReference from './malformed-reference.ts';
import malformedSchedule from './malformed-schedule.ts';
import missingBenignTest from './missing-benign-test.ts';
import missingColumn from './missing-column.ts';
import missingDrilldown from './missing-drilldown.ts';
import missingExpectedColumn from './missing-expected-column.ts';
import missingFilterMacro from './missing-filter-macro.ts';
import missingOutputField from './missing-output-field.ts';
import missingRisk from './missing-risk.ts';
import missingSourceField from './missing-source-field.ts';
import missingStory from './missing-story.ts';
import missingTest from './missing-test.ts';
import missingTimeBound from './missing-time-bound.ts';
import nameLength from './name-length.ts';
import neverTrue from './never-true.ts';
import nonAsciiText from './non-ascii-text.ts';
import nullInList from './null-in-list.ts';
import orphanedTable from './orphaned-table.ts';
import overlappingRuns from './overlapping-runs.ts';
import parentAndSubTechnique from './parent-and-sub-technique.ts';
import periodTooShort from './period-too-short.ts';
import placeholderCount from './placeholder-count.ts';
import placeholderLeft from './placeholder-left.ts';
import redundantField from './redundant-field.ts';
import regexLookAround from './regex-look-around.ts';
import repeatedEntry from './repeated-entry.ts';
import repeatedValue from './repeated-value.ts';
import type { LintRule } from './rule.ts';
import sentinelMetadata from './sentinel-metadata.ts';
import serviceLimit from './service-limit.ts';
import sigmaFileName from './sigma-file-name.ts';
import sigmaMetadata from './sigma-metadata.ts';
import sigmaReference from './sigma-reference.ts';
import sigmaTags from './sigma-tags.ts';
import sigmaTitle from './sigma-title.ts';
import staleIndicator from './stale-indicator.ts';
import subsearchLimit from './subsearch-limit.ts';
import surplusRisk from './surplus-risk.ts';
import tacticMismatch from './tactic-mismatch.ts';
import tagNamespace from './tag-namespace.ts';
import testDataSource from './test-data-source.ts';
import typographicQuote from './typographic-quote.ts';
import unboundedSearch from './unbounded-search.ts';
import unboundedTransaction from './unbounded-transaction.ts';
import unequalWithoutField from './unequal-without-field.ts';
import malformedToken from './malformed-token.ts';
import misplacedContent from './misplaced-content.ts';
import deprecationInfo from './deprecation-info.ts';
import unknownReplacement from './unknown-replacement.ts';
import unknownSchedule from './unknown-schedule.ts';
import builderKeys from './builder-keys.ts';
import sigmaModifiers from './sigma-modifiers.ts';
import sigmaValues from './sigma-values.ts';
import sigmaLogsource from './sigma-logsource.ts';
import allOfThem from './all-of-them.ts';
import unknownBaseline from './unknown-baseline.ts';
import unknownDataSource from './unknown-data-source.ts';
import unknownDetection from './unknown-detection.ts';
import unknownEntity from './unknown-entity.ts';
import unknownLookupField from './unknown-lookup-field.ts';
import unknownModelField from './unknown-model-field.ts';
import unknownNode from './unknown-node.ts';
import unknownOutputLookup from './unknown-output-lookup.ts';
import unknownRule from './unknown-rule.ts';
import unknownStory from './unknown-story.ts';
import unknownTechnique from './unknown-technique.ts';
import unlikelyField from './unlikely-field.ts';
import unlikelyLogsource from './unlikely-logsource.ts';
import unmappedGrouping from './unmapped-grouping.ts';
import unsafeThrottling from './unsafe-throttling.ts';
import unusedLet from './unused-let.ts';
import unusedSelection from './unused-selection.ts';
import vagueFalsePositive from './vague-false-positive.ts';
import versionFormat from './version-format.ts';
import watchlistTable from './watchlist-table.ts';
import wildcardForModifier from './wildcard-for-modifier.ts';
import windowBeyondPeriod from './window-beyond-period.ts';

/** Every rule; a test fails when a file is not listed. */
export const LINT_RULES: readonly LintRule[] = [
  caseSensitiveComparison,
  containsForHas,
  correlationShape,
  customDetailName,
  dataConnector,
  dateOrder,
  droppedField,
  duplicateId,
  duplicateName,
  duplicateTestName,
  durationRange,
  emptyMacro,
  enabledByDefault,
  endlessRegex,
  fileName,
  impossibleDate,
  incompleteAttackData,
  incompleteEntity,
  ingestionDelay,
  joinWithoutKind,
  leadingWildcard,
  legacyEntityColumn,
  literalWildcard,
  localizedUser,
  loneAll,
  loneOf,
  lookupTable,
  macroArguments,
  malformedCve,
  malformedDataAddress,
  malformedHash,
  malformedReference,
  malformedSchedule,
  missingBenignTest,
  missingColumn,
  missingDrilldown,
  missingExpectedColumn,
  missingFilterMacro,
  missingOutputField,
  missingRisk,
  missingSourceField,
  missingStory,
  missingTest,
  missingTimeBound,
  nameLength,
  neverTrue,
  nonAsciiText,
  nullInList,
  orphanedTable,
  overlappingRuns,
  parentAndSubTechnique,
  periodTooShort,
  placeholderCount,
  placeholderLeft,
  redundantField,
  regexLookAround,
  repeatedEntry,
  repeatedValue,
  serviceLimit,
  sigmaFileName,
  sigmaMetadata,
  sigmaReference,
  sigmaTags,
  sigmaTitle,
  staleIndicator,
  deprecationMapping,
  sentinelMetadata,
  subsearchLimit,
  surplusRisk,
  tacticMismatch,
  tagNamespace,
  testDataSource,
  typographicQuote,
  unboundedSearch,
  unboundedTransaction,
  unequalWithoutField,
  malformedToken,
  misplacedContent,
  deprecationInfo,
  unknownReplacement,
  unknownSchedule,
  builderKeys,
  sigmaModifiers,
  sigmaValues,
  sigmaLogsource,
  allOfThem,
  unknownBaseline,
  unknownDataSource,
  unknownDetection,
  unknownEntity,
  unknownLookupField,
  unknownModelField,
  unknownNode,
  unknownOutputLookup,
  unknownRule,
  unknownStory,
  unknownTechnique,
  unlikelyField,
  unlikelyLogsource,
  unmappedGrouping,
  unsafeThrottling,
  unusedLet,
  unusedSelection,
  vagueFalsePositive,
  versionFormat,
  watchlistTable,
  wildcardForModifier,
  windowBeyondPeriod,
];
