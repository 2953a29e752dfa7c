import duplicateId from './duplicate-id.ts';
import missingFilterMacro from './missing-filter-macro.ts';
import missingTest from './missing-test.ts';
import neverTrue from './never-true.ts';
import type { LintRule } from './rule.ts';
import unknownDataSource from './unknown-data-source.ts';
import unknownStory from './unknown-story.ts';
import unknownTechnique from './unknown-technique.ts';

/** Every rule; a test fails when a file is not listed. */
export const LINT_RULES: readonly LintRule[] = [
  duplicateId,
  missingFilterMacro,
  missingTest,
  neverTrue,
  unknownDataSource,
  unknownStory,
  unknownTechnique,
];
