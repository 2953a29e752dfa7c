/** The shapes of ESCU detections that can be written, by the year that brought them. */
export const ESCU_YEARS = ['2025', '2026'] as const;

export type EscuYear = (typeof ESCU_YEARS)[number];
