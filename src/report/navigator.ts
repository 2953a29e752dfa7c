import type { TestReport, TestResult } from '../testing/result.ts';
import { EVIDENCE, type Evidence } from '../testing/details/details.ts';
import { evidenceOf } from '../testing/details/evidence.ts';
import { groupBy } from '../util/group-by.ts';

const COLORS: Readonly<Record<Evidence, string>> = {
  mapped: '#dfe4eb',
  tested: '#bcd7f7',
  benign: '#5b9be6',
  live: '#1e5fb8',
};

const LABELS: Readonly<Record<Evidence, string>> = {
  mapped: 'Mapped',
  tested: 'Tested',
  benign: 'Tested with benign data',
  live: 'Live',
};

/**
 * A layer for the ATT&CK Navigator: each technique scored from 1 (mapped) to 4 (live) by its best detection, which the
 * comment names.
 *
 * https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
 */
export function navigatorReport({ tests }: TestReport): string {
  const found = new Map<string, { score: number; readonly names: string[] }>();
  for (const [, own] of groupBy(tests, ({ detection }) => detection.file)) {
    const { detection } = own[0] as TestResult;
    const score = EVIDENCE.indexOf(evidenceOf(own)) + 1;
    for (const id of new Set(detection.techniques)) {
      if (!/^T\d{4}(\.\d{3})?$/.test(id)) continue;
      const technique = found.get(id) ?? { score: 0, names: [] };
      technique.score = Math.max(technique.score, score);
      technique.names.push(`${detection.name} (${LABELS[EVIDENCE[score - 1] ?? 'mapped'].toLowerCase()})`);
      found.set(id, technique);
    }
  }
  const layer = {
    name: 'firedrill',
    versions: { attack: '18', navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: 'Techniques by what proves their detections.',
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true },
    hideDisabled: false,
    techniques: [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([techniqueID, { score, names }]) => ({
        techniqueID,
        score,
        color: COLORS[EVIDENCE[score - 1] ?? 'mapped'],
        comment: names.join('\n'),
        enabled: true,
        showSubtechniques: techniqueID.includes('.'),
      })),
    legendItems: EVIDENCE.map((level) => ({ label: LABELS[level], color: COLORS[level] })),
    gradient: { colors: EVIDENCE.map((level) => COLORS[level]), minValue: 1, maxValue: EVIDENCE.length },
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
  };
  return `${JSON.stringify(layer, null, 2)}\n`;
}
