import type { JsonValue } from '../../languages/front-end.ts';
import { scheduleLine } from '../sentinel-simulation.ts';
import type { TestResult } from '../result.ts';
import type { LossView, TestView } from './details.ts';
import { outcomeOf } from './evidence.ts';
import { cut, type LogEvents } from './log-events.ts';

const ROWS_SHOWN = 10;
const COLUMNS_SHOWN = 60;
const CELL_CUT = 300;

export function testView(test: TestResult, events: LogEvents, loss: LossView | undefined): TestView {
  const shown = test.rows.slice(0, ROWS_SHOWN);
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row).filter((name) => !isEmpty(row[name]))))].slice(
    0,
    COLUMNS_SHOWN,
  );
  return {
    name: test.test,
    type: test.test_type,
    outcome: outcomeOf(test),
    message: test.message,
    results: test.results,
    events: test.events,
    durationMs: test.duration_ms,
    line: test.line,
    logs: test.logs.map(({ file, sha256, stand_in: standIn }) => ({ file, sha256, standIn })),
    columns,
    rows: shown.map((row) => columns.map((name) => cut(cellText(row[name]), CELL_CUT))),
    stages: test.stages.map((stage) => ({ text: stage.text.trim(), rowsIn: stage.rows_in, rowsOut: stage.rows_out })),
    matched: test.matched_events.length,
    ...events.of(test),
    ...(loss && { loss }),
    notes: [...test.notes, ...(test.schedule ? [scheduleLine(test.schedule)] : []), ...findingNotes(test)],
  };
}

function findingNotes({ findings = [] }: TestResult): readonly string[] {
  return findings.slice(0, 5).map(({ index, message, risk_object: object, risk_score: score }) => {
    const about = object === undefined ? '' : ` about ${object}${score === undefined ? '' : `, score ${score}`}`;
    return `Makes a ${index === 'risk' ? 'risk event' : 'finding'}${about}: ${message}`;
  });
}

const isEmpty = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === '';

const cellText = (value: JsonValue | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
