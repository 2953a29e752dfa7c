import { describe, expect, it } from 'vitest';
import { readerFor } from '../../../src/data/readers/index.ts';
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

  it.each([
    ['06.05.2026 13:41:02'],
    ['2026-05-06 13:41:02'],
    ['2026-05-06 13:41:02.123 +0200'],
    ['06/05/2026 13:41:02.123'],
    ['5/6/2026 1:41:02 PM'],
    ['20260506134103.000000'],
  ])('knows an event by the time %s', (time) => {
    const log = `${time}\nLogName=Security\nEventCode=1\nMessage=a\n\n${time}\nSourceName=S\nEventCode=2\nMessage=b\n`;
    const { records, problems } = readAll(windowsTextReader, temporaryFile('locale.log', log));
    expect(records.map(({ document }) => document)).toEqual([
      { kind: 'text', format: 'windows-text', value: { LogName: 'Security', EventCode: '1', Message: 'a' } },
      { kind: 'text', format: 'windows-text', value: { SourceName: 'S', EventCode: '2', Message: 'b' } },
    ]);
    expect(problems).toEqual([]);
    expect(readerFor({ path: temporaryFile('locale.log', log) })).toBe(windowsTextReader);
  });

  it.each([
    ['is cut', '05/06/2026 01:4\n'],
    ['is lost', ''],
    ['is flipped', '05/0&/2026 01:41:02 PN\n'],
  ])('an event whose time %s begins all the same, and is reported', (_title, time) => {
    const head = '05/06/2026 01:41:02 PM\nSourceName=S\nEventCode=1\nMessage=one\nLogon Type:\t3\n';
    for (const first of ['LogName=Security\nEventCode=2', 'EventCode=2\nSourceName=S']) {
      const path = temporaryFile('cut.log', `${head}${time}${first}\nMessage=two\n`);
      const { records, problems } = readAll(windowsTextReader, path);
      expect(records.map(({ document }) => (document.kind === 'text' ? document.value?.['Message'] : ''))).toEqual([
        'one\nLogon Type:\t3',
        'two',
      ]);
      expect(problems).toEqual([
        'FD510 Record 2 is damaged: its first lines are no time and head of an event. It is read as text.',
      ]);
    }
  });

  it('a head without a message ends where one of its lines comes again', () => {
    const path = temporaryFile('wmi.log', '20260506134103.000000\nEventCode=1\nLogfile=A\nEventCode=2\nLogfile=B\n');
    expect(readAll(windowsTextReader, path).records).toHaveLength(2);
  });

  it('is found behind a first line that is damaged', () => {
    const path = temporaryFile('first.log', `oken line\r\n${event(1, 'alice')}`);
    expect(readerFor({ path })).toBe(windowsTextReader);
    const { records, problems } = readAll(windowsTextReader, path);
    expect(records).toHaveLength(2);
    expect(problems).toHaveLength(1);
  });

  it('tells itself by the time and the head', () => {
    expect(windowsTextReader.detects(Buffer.from(event(1, 'a')))).toBe(true);
    expect(windowsTextReader.detects(Buffer.from('05/06/2026 01:41:00 PM something else\n'))).toBe(false);
  });
});
