import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownShapes, ShapedEvents } from '../../../src/data/readers/xml/event-shapes.ts';
import { parseAnyEvent } from '../../../src/data/readers/xml/windows-event.ts';

const SYSTEM =
  "<Provider Name='Example-Provider' Guid='{5770385F}'/><EventID Qualifiers='0'>3</EventID><Level/>" +
  "<TimeCreated SystemTime='2026-05-06T09:12:40.356028457Z'/><Correlation />" +
  "<Execution ProcessID='3128' ThreadID='4660'/><Channel>A/B</Channel><Computer>ws.example.com</Computer><Security UserID='S-1-5-18'/>";
const DATA = [
  "<Data Name='Image'>C:\\b.exe</Data>",
  '<Data Name="User">alice</Data>',
  "<Data Name='None'/>",
  '<Data>v</Data>',
];
const eventWith = (system: string, data: string): string =>
  `<Event xmlns='urn:x'><System>${system}</System><EventData>${data}</EventData></Event>`;

/** The events of a batch, one behind another or in another order; undefined where they are left to the reader of every form. */
function read(shapes: KnownShapes, texts: readonly string[], order: readonly number[] = [...texts.keys()]) {
  const parts = texts.map((text) => Buffer.from(text));
  let size = 0;
  const ends = Uint32Array.from(parts, ({ length }) => (size += length));
  const starts = Uint32Array.from(parts, ({ length }, at) => (ends[at] as number) - length);
  const events = new ShapedEvents({ bytes: Buffer.concat(parts), starts, ends }, () => shapes);
  return order.map((row) => events.event(row));
}

test('events of one form are read as each by itself: text beyond ASCII, entities, empty and missing values', () => {
  const values = ['', '-', 'a &lt; b &amp; c', 'Zürich 😀', '&#xe9;', '"\'> \n\t', 'x'.repeat(100), '&nothing;'];
  const texts = values.flatMap((value) => [
    eventWith(SYSTEM, `<Data Name='Image'>${value}</Data><Data Name='User'>${value}${value}</Data>`),
    eventWith(SYSTEM.replace('ws.example.com', value).replace("'3128'", `"${value.replaceAll('"', '')}"`), ''),
  ]);
  const expected = texts.map(parseAnyEvent);
  expect(expected.every((event) => event !== undefined)).toBe(true);
  const shapes = new KnownShapes();
  expect(read(shapes, texts)).toEqual(expected);
  expect(read(shapes, texts)).toEqual(expected);
});

const PIECES = [
  ...['<', '>', "'", '"', '/', ' ', '\n', '=', 'é', '&lt;', '<!-- c -->', '<![CDATA[ > ]]>', '</Event>', '</System>'],
  ...["<Provider Name='b'/>", '<Level>4</Level>', "<Data Name='é'>v</Data>", '<a:b/>', "<Security UserId='0'/>"],
];
const changed = fc
  .record({
    data: fc.array(fc.constantFrom(...DATA), { maxLength: 4 }),
    changes: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        gone: fc.constantFrom(0, 1, 7),
        piece: fc.constantFrom('', ...PIECES),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ data, changes }) =>
    changes.reduce(
      (text, { at, gone, piece }) => {
        const place = Math.floor(at * text.length);
        return text.slice(0, place) + piece + text.slice(place + gone);
      },
      eventWith(SYSTEM, data.join('')),
    ),
  );

test('whatever form the events of a batch have, each that is read is read as by itself, in any order', () => {
  const shapes = new KnownShapes();
  const batches = fc.array(changed, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(batches, fc.infiniteStream(fc.nat()), (texts, picks) => {
      const order = texts.map(() => (picks.next().value as number) % texts.length);
      for (const rows of [order, [...texts.keys()]]) {
        read(shapes, texts, rows).forEach((event, at) => {
          if (event) expect(event).toEqual(parseAnyEvent(texts[rows[at] as number] as string));
        });
      }
    }),
    { numRuns: 400 },
  );
});

test('an unchanged event is always read so, also beside large and irregular ones', () => {
  const usual = eventWith(SYSTEM, DATA.join(''));
  const large = eventWith(SYSTEM, `<Data Name='Image'>${'x'.repeat(300_000)}</Data>`);
  const irregular = Array.from({ length: 40 }, () => '<Event><System/><UserData><a>b</a></UserData></Event>');
  const found = read(new KnownShapes(), [usual, large, usual, ...irregular, usual, large]);
  expect(found.map((event) => event?.data.length)).toEqual([4, 1, 4, ...irregular.map(() => undefined), 4, undefined]);
});

test('more forms than are kept are read all the same', () => {
  const texts = Array.from({ length: 700 }, (_, at) =>
    eventWith(SYSTEM, `<Data Name='a${at}'>${at}</Data>`.repeat(30)),
  );
  expect(read(new KnownShapes(), texts).map((event) => event?.data[29]?.value)).toEqual(texts.map((_, at) => `${at}`));
});
