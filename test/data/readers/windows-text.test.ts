import { describe, expect, it } from 'vitest';
import { windowsTextReader } from '../../../src/data/readers/windows-text.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const event = (code: number, account: string): string =>
  `05/06/2026 01:41:0${code} PM\r\nLogName=Security\r\nEventCode=${code}\r\nMessage=Something happened.\r\n\r\nSubject:\r\n\tAccount Name:\t\t${account}\r\n`;

describe('windowsTextReader', () => {
  it('joins the lines of an event', () => {
    const path = temporaryFile('classic.log', `${event(1, 'alice')}\r\n${event(2, 'zoë')}`);
    const { records, total } = readAll(windowsTextReader, path);
    expect(records.map(({ raw }) => raw.split('\r\n').at(-1))).toEqual([
      '\tAccount Name:\t\talice',
      '\tAccount Name:\t\tzoë',
    ]);
    expect(total).toBe(2);
  });

  it('tells itself by the time and the head', () => {
    expect(windowsTextReader.detects(Buffer.from(event(1, 'a')))).toBe(true);
    expect(windowsTextReader.detects(Buffer.from('05/06/2026 01:41:00 PM something else\n'))).toBe(false);
  });
});
