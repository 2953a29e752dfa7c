import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRegularEvent } from '../../../src/data/readers/xml/regular-event.ts';
import { parseAnyEvent } from '../../../src/data/readers/xml/windows-event.ts';

const EVENT =
  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F}'/>" +
  "<EventID Qualifiers='0'>3</EventID><Version>5</Version><Level/><Task>3</Task><Keywords>0x8000000000000000</Keywords>" +
  "<TimeCreated SystemTime='2026-05-06T09:12:40.356028457Z'/><EventRecordID>91303</EventRecordID><Correlation />" +
  "<Execution ProcessID='3128' ThreadID='4660'/><Channel>A/B</Channel><Computer>ws.example.com</Computer><Security UserID='S-1-5-18'/>" +
  "</System><EventData><Data Name='Image'>C:\\a&amp;b.exe</Data><Data Name='Empty'></Data><Data Name='None'/></EventData></Event>";

test('reads an event as Windows writes it', () => {
  expect(parseRegularEvent(EVENT)).toEqual(parseAnyEvent(EVENT));
  expect(parseRegularEvent(EVENT)?.data).toEqual([
    { name: 'Image', value: 'C:\\a&b.exe' },
    { name: 'Empty', value: '' },
    { name: 'None', value: '' },
  ]);
});

const PIECES = [
  ...['<', '>', "'", '"', '/', ' ', '\n', '=', 'x', '&lt;', '<!-- c -->', '<![CDATA[ > ]]>', '</Event>', '</System>'],
  ...["<Provider Name='b'/>", '<Level>4</Level>', "<Data Name='q'>v</Data>", '<Data>v</Data>', '<a:b/>', '<Level>'],
];

test('whatever is written otherwise is left to the reader of every form, or read alike', () => {
  const change = fc.record({
    at: fc.nat(EVENT.length),
    gone: fc.constantFrom(0, 0, 1, 3, 20),
    piece: fc.constantFrom('', ...PIECES),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const text = changes.reduce((xml, { at, gone, piece }) => xml.slice(0, at) + piece + xml.slice(at + gone), EVENT);
      const regular = parseRegularEvent(text);
      if (regular) expect(regular).toEqual(parseAnyEvent(text));
    }),
    { numRuns: 5000 },
  );
});

test('takes apart as many elements as there are', () => {
  const data = "<Data Name='a'>b</Data>".repeat(2000);
  const text = EVENT.replace('<EventData>', `<EventData>${data}`);
  expect(parseRegularEvent(text)?.data.length).toBe(2003);
});

test('the user of an event is read in both spellings', () => {
  const text = EVENT.replace('UserID=', 'UserId=');
  expect(parseRegularEvent(text)?.userSid).toBe('S-1-5-18');
  expect(parseRegularEvent(text)).toEqual(parseAnyEvent(text));
});
