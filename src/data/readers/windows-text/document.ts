import type { EventDocument } from '../../record.ts';

const LINE = /^(\w+)=(.*)$/;

/** The lines of an event's head by their names, and its message. Fields inside of the message are the platform's to find. */
export function windowsTextDocument(raw: string): EventDocument {
  const message = /\r?\nMessage=/.exec(raw);
  const head = message ? raw.slice(0, message.index) : raw;
  const value: Record<string, string> = Object.create(null);
  for (const line of head.split(/\r?\n/)) {
    const [, name, text] = LINE.exec(line) ?? [];
    if (name !== undefined && text !== undefined && !Object.hasOwn(value, name)) value[name] = text;
  }
  if (message) value['Message'] = raw.slice(message.index + message[0].length);
  return { kind: 'text', format: 'windows-text', value };
}
