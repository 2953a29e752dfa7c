import type { TestReport } from '../testing/result.ts';

const CHARACTER = 6.6;
const ROOM = 10;

/** A badge that says how many tests passed. A picture with nothing to load, drawn without knowing the viewer's font. */
export function badgeReport({ summary }: TestReport): string {
  const { passed, failed, errors, unsupported, skipped } = summary;
  const bad = failed + errors;
  const all = passed + bad + unsupported + skipped;
  const color = all === 0 ? '#596377' : bad > 0 ? '#b01c2a' : passed < all ? '#92560a' : '#15803d';
  const value = all === 0 ? 'no tests' : passed === all ? `${passed} passing` : `${passed} of ${all} passing`;
  const label = 'detections';
  const [left, right] = [label, value].map((text) => Math.round(text.length * CHARACTER + ROOM * 2)) as [
    number,
    number,
  ];
  const text = (words: string, middle: number, width: number): string =>
    `<text x="${middle}" y="14" textLength="${width - ROOM * 2}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${value}"><title>${label}: ${value}</title><clipPath id="r"><rect width="${left + right}" height="20" rx="4"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3a4453"/><rect x="${left}" width="${right}" height="20" fill="${color}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(label, left / 2, left)}${text(value, left + right / 2, right)}</g></svg>
`;
}
