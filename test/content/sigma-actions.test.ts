import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../src/content/load.ts';

const load = (text: string) => loadTexts(new Map([['rules.yml', text]]), 'sigmahq');
const rules = (text: string) => load(text).detections.map(({ document }) => document.value);

const GLOBAL = `action: global
title: A service of a tool
level: high
logsource: {product: windows}
detection:
  condition: selection
`;

describe('actions of a file of several documents', () => {
  it('shares what a global document says, which wins', () => {
    const text = `${GLOBAL}---
level: low
logsource: {service: system}
detection:
  selection: {EventID: 7045}
---
logsource: {service: security}
detection:
  selection: {EventID: 4697}
`;
    expect(rules(text)).toEqual([
      {
        title: 'A service of a tool',
        level: 'high',
        logsource: { product: 'windows', service: 'system' },
        detection: { selection: { EventID: 7045 }, condition: 'selection' },
      },
      {
        title: 'A service of a tool',
        level: 'high',
        logsource: { product: 'windows', service: 'security' },
        detection: { selection: { EventID: 4697 }, condition: 'selection' },
      },
    ]);
  });

  it('knows where each value stands', () => {
    const [detection] = load(
      `${GLOBAL}---\nlogsource: {service: system}\ndetection:\n  selection: {a: b}\n`,
    ).detections;
    const start = (...path: string[]) => detection?.document.at(path).start;
    expect([start('title'), start('detection', 'condition'), start('logsource', 'service')]).toEqual([
      { line: 2, column: 8 },
      { line: 6, column: 14 },
      { line: 8, column: 22 },
    ]);
    expect(detection?.document.at(['detection', 'selection', 'a']).start).toEqual({ line: 10, column: 18 });
    expect(detection?.document.at([], 'key').start).toEqual({ line: 8, column: 1 });
    expect(detection?.document.text(['detection', 'condition'])?.locate(0, 3)).toEqual({
      start: { line: 6, column: 14 },
      end: { line: 6, column: 17 },
    });
  });

  it('ends at a reset', () => {
    const text = `${GLOBAL}---\naction: reset\n---\ntitle: B\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\n`;
    expect(rules(text)).toEqual([
      { title: 'B', logsource: { product: 'linux' }, detection: { s: { a: 'b' }, condition: 's' } },
    ]);
  });

  it('repeats the rule before with changes', () => {
    const text = `title: A\nlogsource: {product: linux, service: cron}\ndetection: {s: {a: b}, condition: s}\n---\naction: repeat\ntitle: B\nlogsource: {service: syslog}\n`;
    expect(rules(text)).toEqual([
      { title: 'A', logsource: { product: 'linux', service: 'cron' }, detection: { s: { a: 'b' }, condition: 's' } },
      { title: 'B', logsource: { product: 'linux', service: 'syslog' }, detection: { s: { a: 'b' }, condition: 's' } },
    ]);
  });

  it('has nothing to repeat at the beginning', () => {
    const { detections, diagnostics } = load('action: repeat\ntitle: B\n');
    expect(detections).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        name: 'unknown-content',
        message: 'There is no rule before this document that it could repeat.',
        range: { start: { line: 1, column: 9 } },
      },
    ]);
  });
});
