import customDetailName from './custom-detail-name.ts';
import dateOrder from './date-order.ts';
import duplicateId from './duplicate-id.ts';
import duplicateName from './duplicate-name.ts';
import duplicateTestName from './duplicate-test-name.ts';
import durationRange from './duration-range.ts';
import emptyMacro from './empty-macro.ts';
import endlessRegex from './endless-regex.ts';
import fileName from './file-name.ts';
import incompleteEntity from './incomplete-entity.ts';
import joinWithoutKind from './join-without-kind.ts';
import legacyEntityColumn from './legacy-entity-column.ts';
import loneAll from './lone-all.ts';
import malformedCve from './malformed-cve.ts';
import malformedReference from './malformed-reference.ts';
import missingBenignTest from './missing-benign-test.ts';
import missingColumn from './missing-column.ts';
import missingDrilldown from './missing-drilldown.ts';
import missingExpectedColumn from './missing-expected-column.ts';
import missingFilterMacro from './missing-filter-macro.ts';
import missingOutputField from './missing-output-field.ts';
import missingRisk from './missing-risk.ts';
import missingTest from './missing-test.ts';
import nameLength from './name-length.ts';
import neverTrue from './never-true.ts';
import parentAndSubTechnique from './parent-and-sub-technique.ts';
import periodTooShort from './period-too-short.ts';
import placeholderCount from './placeholder-count.ts';
import placeholderLeft from './placeholder-left.ts';
import repeatedEntry from './repeated-entry.ts';
import repeatedValue from './repeated-value.ts';
import type { LintRule } from './rule.ts';
import serviceLimit from './service-limit.ts';
import surplusRisk from './surplus-risk.ts';
import tacticMismatch from './tactic-mismatch.ts';
import tagNamespace from './tag-namespace.ts';
import unboundedSearch from './unbounded-search.ts';
import unknownDataSource from './unknown-data-source.ts';
import unknownEntity from './unknown-entity.ts';
import unknownStory from './unknown-story.ts';
import unknownTechnique from './unknown-technique.ts';
import unusedLet from './unused-let.ts';
import unusedSelection from './unused-selection.ts';
import versionFormat from './version-format.ts';
import wildcardForModifier from './wildcard-for-modifier.ts';

/** Every rule; a test fails when a file is not listed. */
export const LINT_RULES: readonly LintRule[] = [
  customDetailName,
  dateOrder,
  duplicateId,
  duplicateName,
  duplicateTestName,
  durationRange,
  emptyMacro,
  endlessRegex,
  fileName,
  incompleteEntity,
  joinWithoutKind,
  legacyEntityColumn,
  loneAll,
  malformedCve,
  malformedReference,
  missingBenignTest,
  missingColumn,
  missingDrilldown,
  missingExpectedColumn,
  missingFilterMacro,
  missingOutputField,
  missingRisk,
  missingTest,
  nameLength,
  neverTrue,
  parentAndSubTechnique,
  periodTooShort,
  placeholderCount,
  placeholderLeft,
  repeatedEntry,
  repeatedValue,
  serviceLimit,
  surplusRisk,
  tacticMismatch,
  tagNamespace,
  unboundedSearch,
  unknownDataSource,
  unknownEntity,
  unknownStory,
  unknownTechnique,
  unusedLet,
  unusedSelection,
  versionFormat,
  wildcardForModifier,
];
