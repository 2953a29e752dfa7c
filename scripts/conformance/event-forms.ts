import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openEventSource } from '../../src/data/event-source.ts';
import type { WindowsEvent } from '../../src/data/record.ts';

/** One log in the forms in which people keep it. */
export interface EventForms {
  readonly evtx: string;
  readonly xml: string;
  readonly json: string;
}

/** Writes the events of an EVTX as XML and as the JSON lines that EVTX tools make. */
export function writeForms(evtx: string, folder: string): EventForms {
  const xml: string[] = [];
  const json: string[] = [];
  for (const batch of openEventSource([{ name: evtx, path: evtx }]).read(0, {
    batchSize: 64,
    report: () => undefined,
  })) {
    for (let row = 0; row < batch.length; row += 1) {
      const document = batch.document(row);
      if (document.kind !== 'windows') continue;
      xml.push(batch.raw(row));
      json.push(JSON.stringify(jsonOf(document.event)));
    }
  }
  mkdirSync(folder, { recursive: true });
  const written = (form: 'xml' | 'json', lines: readonly string[]): string => {
    const path = join(folder, basename(evtx).replace(/\.evtx$/, `.${form}`));
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };
  return { evtx, xml: written('xml', xml), json: written('json', json) };
}

/** An event as `evtx_dump` writes it: attributes apart, `Data` without names in a list. */
function jsonOf(event: WindowsEvent): object {
  const attributes = (values: Readonly<Record<string, string | undefined>>) => ({ '#attributes': values });
  const unnamed = event.data.flatMap(({ name, value }) => (name === undefined ? [value] : []));
  const named = event.data.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const]));
  const data = { ...(unnamed.length > 0 && { Data: { '#text': unnamed } }), ...Object.fromEntries(named) };
  const leaves = event.userData?.map(({ name, value }) => [name, value] as const);
  return {
    Event: {
      System: {
        Provider: attributes({ Name: event.provider, Guid: event.providerGuid }),
        EventID:
          event.qualifiers === undefined
            ? event.eventId
            : { ...attributes({ Qualifiers: event.qualifiers }), '#text': event.eventId },
        Version: event.version,
        Level: event.level,
        Task: event.task,
        Opcode: event.opcode,
        Keywords: event.keywords,
        TimeCreated: attributes({ SystemTime: event.timeCreated }),
        EventRecordID: event.eventRecordId,
        Correlation: attributes({ ActivityID: event.activityId }),
        Execution: attributes({ ProcessID: event.processId, ThreadID: event.threadId }),
        Channel: event.channel,
        Computer: event.computer,
        Security: attributes({ UserID: event.userSid }),
      },
      ...(leaves ? { UserData: { Event: Object.fromEntries(leaves) } } : { EventData: data }),
    },
  };
}
