import type { DetectionKind } from '../../content/model.ts';

export const ESCU: readonly DetectionKind[] = ['escu-detection'];

/** The rules that run by themselves in Sentinel. */
export const SENTINEL_RULES: readonly DetectionKind[] = ['sentinel-scheduled-rule', 'sentinel-nrt-rule'];

export const SENTINEL: readonly DetectionKind[] = [...SENTINEL_RULES, 'sentinel-hunting-query'];

export const SIGMA: readonly DetectionKind[] = ['sigma-rule'];
