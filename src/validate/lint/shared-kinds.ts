import type { ContentObjectKind, DetectionKind } from '../../content/model.ts';

export const ESCU: readonly DetectionKind[] = ['escu-detection'];

/** What contentctl reads besides detections. */
export const ESCU_OBJECTS: readonly ContentObjectKind[] = [
  'escu-macro',
  'escu-lookup',
  'escu-story',
  'escu-data-source',
  'escu-baseline',
  'escu-deployment',
];

/** The rules that run by themselves in Sentinel. */
export const SENTINEL_RULES: readonly DetectionKind[] = ['sentinel-scheduled-rule', 'sentinel-nrt-rule'];

export const SENTINEL: readonly DetectionKind[] = [...SENTINEL_RULES, 'sentinel-hunting-query'];

export const SIGMA: readonly DetectionKind[] = ['sigma-rule'];

export const SIGMA_RULES: readonly DetectionKind[] = [...SIGMA, 'sigma-correlation'];

/** What says in its own file when it runs. */
export const SCHEDULED: readonly DetectionKind[] = [...ESCU, 'sentinel-scheduled-rule'];

/** When detections run that do not say so themselves. */
export const SCHEDULES: readonly ContentObjectKind[] = ['escu-deployment', 'escu-schedule'];
