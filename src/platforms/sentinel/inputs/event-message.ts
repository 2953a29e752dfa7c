import type { WindowsEvent } from '../../../data/record.ts';

const SYSMON = 'Microsoft-Windows-Sysmon';

/**
 * First line of the message of each Sysmon event, as its manifest words it.
 *
 * @see https://learn.microsoft.com/sysinternals/downloads/sysmon#events
 */
const SYSMON_TITLES: ReadonlyMap<number, string> = new Map([
  [1, 'Process Create'],
  [2, 'File creation time changed'],
  [3, 'Network connection detected'],
  [4, 'Sysmon service state changed'],
  [5, 'Process terminated'],
  [6, 'Driver loaded'],
  [7, 'Image loaded'],
  [8, 'CreateRemoteThread detected'],
  [9, 'RawAccessRead detected'],
  [10, 'Process accessed'],
  [11, 'File created'],
  [12, 'Registry object added or deleted'],
  [13, 'Registry value set'],
  [14, 'Registry object renamed'],
  [15, 'File stream created'],
  [16, 'Sysmon config state changed'],
  [17, 'Pipe Created'],
  [18, 'Pipe Connected'],
  [19, 'WmiEventFilter activity detected'],
  [20, 'WmiEventConsumer activity detected'],
  [21, 'WmiEventConsumerToFilter activity detected'],
  [22, 'Dns query'],
  [23, 'File Delete archived'],
  [24, 'Clipboard changed'],
  [25, 'Process Tampering'],
  [26, 'File Delete logged'],
  [27, 'File Block Executable'],
  [28, 'File Block Shredding'],
  [29, 'File Executable Detected'],
]);

/**
 * The message that Event Viewer shows, where it follows from the event alone: Sysmon's lists its data. Other providers
 * keep their wording in files of the machine that wrote the log, which a log does not carry; theirs is empty.
 */
export function eventMessage(event: WindowsEvent): string {
  const title = event.provider === SYSMON ? SYSMON_TITLES.get(event.eventId) : undefined;
  if (title === undefined) return '';
  const lines = event.data.map(({ name, value }) => `${name ?? ''}: ${value}`);
  return [`${title}:`, ...lines].join('\r\n');
}
