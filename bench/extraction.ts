import { openEventSource } from '../src/data/event-source.ts';
import type { WindowsEvent } from '../src/data/record.ts';

/**
 * Reads a log in this process and takes everything out of every event: for EVTX and XML the parts of the event, decoded.
 * Prints events and seconds of processor time.
 *   tsx extraction.ts FILE documents|raw
 */
const [path = '', what = 'documents'] = process.argv.slice(2);
const source = openEventSource([{ name: path, path }]);
const before = process.cpuUsage();
let events = 0;
let characters = 0;
for (const batch of source.read(0, { batchSize: 1024, report: () => undefined })) {
  for (let at = 0; at < batch.length; at += 1) {
    events += 1;
    if (what === 'raw') characters += batch.raw(at).length;
    else {
      const document = batch.document(at);
      if (document.kind === 'windows') characters += lengthOf(document.event);
    }
  }
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ events, characters, seconds: (user + system) / 1e6 })}\n`);

function lengthOf(event: WindowsEvent): number {
  let length = event.eventId;
  for (const { value } of event.data) length += value.length;
  length += event.provider.length + event.timeCreated.length + event.channel.length + event.computer.length;
  length += (event.providerGuid?.length ?? 0) + (event.version?.length ?? 0) + (event.level?.length ?? 0);
  length += (event.task?.length ?? 0) + (event.opcode?.length ?? 0) + (event.keywords?.length ?? 0);
  length += (event.eventRecordId?.length ?? 0) + (event.processId?.length ?? 0) + (event.threadId?.length ?? 0);
  return length + (event.activityId?.length ?? 0) + (event.userSid?.length ?? 0);
}
