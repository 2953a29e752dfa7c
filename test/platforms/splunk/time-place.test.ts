import { expect, test } from 'vitest';
import { timePlaceIn } from '../../../src/platforms/splunk/events/time-place.ts';

test.each([
  ["<TimeCreated SystemTime='2024-02-21T14:08:33.452Z'/>", '2024-02-21T14:08:33.452Z'],
  ['2024-02-21\t14:08:33\tIAD53', '2024-02-21\t14:08:33'],
  ['02/21/2024 02:08:33 PM\nLogName=Security', '02/21/2024 02:08:33 PM'],
  ['rotated 2/1/2024 14:08:33 by root', '2/1/2024 14:08:33'],
  ['Feb 21 14:08:33 host sshd', 'Feb 21 14:08:33'],
  ['msg=audit(1708524513.452:12)', '1708524513.452'],
])('the time of %j stands where the event writes it', (text, time) => {
  const start = text.indexOf(time);
  expect(timePlaceIn(text)).toEqual({ start: String(start), end: String(start + time.length) });
});
