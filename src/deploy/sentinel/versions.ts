import type { Properties } from '../object.ts';

/**
 * Versions of the interface. NRT rules, sub-techniques and entities of other alerts exist in previews only, so each rule
 * is written by the oldest that can say what it says.
 *
 * @see https://learn.microsoft.com/rest/api/securityinsights/alert-rules
 */
export const STABLE = '2025-09-01';
export const PREVIEW = '2025-10-01-preview';
/** @see https://learn.microsoft.com/rest/api/loganalytics/saved-searches */
export const SAVED_SEARCHES = '2020-08-01';

/** @see https://learn.microsoft.com/rest/api/loganalytics/workspaces/get */
export const WORKSPACES = '2025-02-01';

const isEmpty = (value: unknown): boolean => !Array.isArray(value) || value.length === 0;

/** Which version a rule needs, by what any of its states says. */
export function ruleVersion(type: string, ...states: readonly (Properties | undefined)[]): string {
  if (type === 'nrt-rule') return PREVIEW;
  const needsPreview = states.some(
    (properties) =>
      properties !== undefined &&
      (!isEmpty(properties['subTechniques']) ||
        !isEmpty(properties['sentinelEntitiesMappings']) ||
        JSON.stringify(properties['alertDetailsOverride'] ?? null).includes('"SubTechniques"')),
  );
  return needsPreview ? PREVIEW : STABLE;
}
