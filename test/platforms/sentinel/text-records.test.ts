import { describe, expect, it } from 'vitest';
import { openEventSource } from '../../../src/data/event-source.ts';
import { TextRecords } from '../../../src/platforms/sentinel/inputs/text-records.ts';
import type { Context } from '../../../src/plan/context.ts';
import { temporaryFile } from '../../data/temporary-file.ts';

/** Rows of the input for one log, as arrays of the named columns. */
function rowsOf(log: string, columns: readonly string[]): readonly unknown[][] {
  const path = temporaryFile(`text-${log.length}.log`, log);
  const records = new TextRecords(openEventSource([{ name: 'a.log', path, source: 's' }]), () => undefined);
  const context = { batchSize: 2 } as Context;
  return [...records.scan({ source: 'sentinel:text-records' } as never, context)].flatMap((batch) =>
    Array.from({ length: batch.length }, (_, row) => columns.map((name) => batch.columns.get(name)?.at(row))),
  );
}

describe('text records', () => {
  it('are the parts of syslog and CEF lines', () => {
    const log =
      '<34>May  6 13:41:02 ws-017 su[12]: failed\n<134>May  6 13:41:03 fw01 CEF:0|Example|Firewall|9|1|allow|3|src=192.0.2.7\nsomething else\n';
    expect(rowsOf(log, ['Format', 'Record', 'Source'])).toEqual([
      [
        'syslog',
        {
          facility: 'auth',
          severity: 'crit',
          timestamp: 'May  6 13:41:02',
          hostname: 'ws-017',
          app_name: 'su',
          proc_id: '12',
          message: 'failed',
        },
        's',
      ],
      ['cef', expect.objectContaining({ DeviceVendor: 'Example', src: '192.0.2.7' }), 's'],
    ]);
  });

  it('are none in a log of JSON', () => {
    expect(rowsOf('{"a": 1}\n', ['Format'])).toEqual([]);
  });
});
