import { Decimal } from 'decimal.js';
import type { Value } from '../../../table/value.ts';
import { firstCsvRow } from '../../../util/csv.ts';
import { bagOf, isArray } from '../dynamic.ts';
import { parseUserAgent } from '../user-agent.ts';
import { xmlToDynamic } from '../xml-to-dynamic.ts';
import { defineFunction, type FunctionExample, type KqlFunction } from './define.ts';
import { asText } from './text-argument.ts';

const CATEGORY = 'String functions';

const PARTS =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^/?#:@]*)(?::([^/?#@]*))?@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** `k1=v1&k2=v2` as a bag; what stands there is not decoded. */
function queryParameters(text: string): Value {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return bagOf(
    pairs.map((pair): [string, Value] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function urlParts(text: string): Value {
  const [, scheme = '', user = '', password = '', host = '', port = '', path = '', query = '', fragment = ''] =
    PARTS.exec(text) ?? [];
  return bagOf([
    ['Scheme', scheme],
    ['Host', host],
    ['Port', port],
    ['Path', path],
    ['Username', user],
    ['Password', password],
    ['Query Parameters', queryParameters(query)],
    ['Fragment', fragment],
  ]);
}

/** Windows and POSIX paths, UNC names, `file:` addresses, alternate data streams. */
function pathParts(text: string): Value {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(text);
  let rest = scheme ? text.slice(scheme[0].length) : text;
  const root = /^[A-Za-z]:/.exec(rest)?.[0] ?? '';
  const lastSeparator = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  const colon = rest.indexOf(':', Math.max(lastSeparator + 1, root.length));
  const stream = colon < 0 ? '' : rest.slice(colon + 1);
  if (colon >= 0) rest = rest.slice(0, colon);
  const directory = lastSeparator < 0 ? '' : rest.slice(0, lastSeparator);
  const name = rest.slice(lastSeparator + 1);
  const dot = name.lastIndexOf('.');
  return bagOf([
    ['Scheme', scheme?.[1] ?? ''],
    ['RootPath', root],
    ['DirectoryPath', directory],
    ['DirectoryName', directory.split(/[/\\]/).at(-1) ?? ''],
    ['Filename', name],
    ['Extension', dot < 0 ? '' : name.slice(dot + 1)],
    ['AlternateDataStreamName', stream],
  ]);
}

/**
 * The arguments of a Windows command line: quotes hold blanks, a backslash counts only before a quote.
 *
 * @see https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw
 */
function commandLineArguments(text: string): string[] {
  const args: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (at >= text.length) break;
    let argument = '';
    let quoted = false;
    for (; at < text.length; at += 1) {
      const character = text[at] as string;
      if ((character === ' ' || character === '\t') && !quoted) break;
      if (character === '\\') {
        let end = at;
        while (text[end] === '\\') end += 1;
        const count = end - at;
        if (text[end] !== '"') {
          argument += '\\'.repeat(count);
        } else {
          argument += '\\'.repeat(count >> 1);
          if (count % 2 === 1) {
            argument += '"';
            end += 1;
          }
        }
        at = end - 1;
      } else if (character === '"') {
        if (quoted && text[at + 1] === '"') {
          argument += '"';
          at += 1;
        } else quoted = !quoted;
      } else argument += character;
    }
    args.push(argument);
  }
  return args;
}

const VERSION_PART = new Decimal(100_000_000);

/** Up to four numbers of up to eight digits each as one decimal. */
function versionNumber(text: string): Value {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^\d{1,8}$/.test(part))) return null;
  while (parts.length < 4) parts.push('0');
  return parts.reduce((sum, part) => sum.times(VERSION_PART).plus(part), new Decimal(0));
}

function parser(
  name: string,
  syntax: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (text: Value, ...rest: Value[]) => Value,
  more: { readonly differences?: string; readonly aliases?: readonly string[]; readonly page?: string } = {},
): KqlFunction {
  return defineFunction({ name, category: CATEGORY, syntax, summary, examples, evaluate, ...more });
}

const URL_RESULT = {
  Scheme: 'https',
  Host: 'www.example.com',
  Port: '8443',
  Path: '/a/b',
  Username: '',
  Password: '',
  'Query Parameters': { k1: 'v1', k2: 'v2' },
  Fragment: 'top',
};

export const parseTextFunctions: readonly KqlFunction[] = [
  parser(
    'parse_url',
    'parse_url(url)',
    'The parts of an absolute address. Without a scheme everything up to the query is its path.',
    [{ expression: 'parse_url("https://www.example.com:8443/a/b?k1=v1&k2=v2#top")', result: URL_RESULT }],
    (text) => urlParts(asText(text)),
    { aliases: ['parseurl'] },
  ),
  parser(
    'parse_urlquery',
    'parse_urlquery(query)',
    'The parameters of the query of an address.',
    [{ expression: 'parse_urlquery("k1=v1&k2=v2")', result: { 'Query Parameters': { k1: 'v1', k2: 'v2' } } }],
    (text) => bagOf([['Query Parameters', queryParameters(asText(text).replace(/^\?/, ''))]]),
    { aliases: ['parseurlquery'], page: 'parse-url-query-function' },
  ),
  parser(
    'parse_path',
    'parse_path(path)',
    'The parts of the path of a file.',
    [
      {
        expression: String.raw`parse_path(@"C:\temp\file.txt:stream")`,
        result: {
          Scheme: '',
          RootPath: 'C:',
          DirectoryPath: String.raw`C:\temp`,
          DirectoryName: 'temp',
          Filename: 'file.txt',
          Extension: 'txt',
          AlternateDataStreamName: 'stream',
        },
      },
    ],
    (text) => pathParts(asText(text)),
  ),
  parser(
    'parse_csv',
    'parse_csv(csv)',
    'The fields of a line of comma-separated values; of several lines the first.',
    [{ expression: `parse_csv('aa,"b,b",""""')`, result: ['aa', 'b,b', '"'] }],
    (text) => firstCsvRow(asText(text)),
  ),
  parser(
    'parse_command_line',
    'parse_command_line(line, "windows")',
    'The arguments of a command line, taken apart as Windows does.',
    [
      {
        expression: `parse_command_line('echo "hello world!" c:\\\\x', "windows")`,
        result: ['echo', 'hello world!', 'c:\\x'],
      },
    ],
    (text, kind) => (asText(kind ?? '').toLowerCase() === 'windows' ? commandLineArguments(asText(text)) : null),
  ),
  parser(
    'parse_version',
    'parse_version(version)',
    'A version of up to four numbers as a decimal that orders as versions do; null when it is none.',
    [
      { expression: 'parse_version("1.2") < parse_version("1.10")', result: true },
      { expression: 'isnull(parse_version("1.2.3.4.5"))', result: true },
    ],
    (text) => versionNumber(asText(text)),
  ),
  parser(
    'parse_user_agent',
    'parse_user_agent(text, part)',
    'What a user agent says of its "browser", "os" and "device": one of these, or an array of them.',
    [
      {
        expression:
          'parse_user_agent("Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1", "browser")',
        result: { Browser: { Family: 'AdobeAIR', MajorVersion: '2', MinorVersion: '5', Patch: '1' } },
      },
    ],
    (text, wanted) => {
      const parts = isArray(wanted ?? null) ? (wanted as Value[]) : [wanted ?? ''];
      return parseUserAgent(asText(text), new Set(parts.map((part) => asText(part).toLowerCase())));
    },
    { differences: 'The list of patterns is ua-parser’s of 2023; the service’s may be another.' },
  ),
  parser(
    'parse_xml',
    'parse_xml(xml)',
    'An XML document as a bag: attributes as `@name`, text as `#text`; null when it is not well formed.',
    [
      {
        expression: `parse_xml('<e n="1"><a>x</a><a>y</a></e>')`,
        result: { e: { '@n': '1', a: ['x', 'y'] } },
      },
    ],
    (text) => xmlToDynamic(asText(text)),
  ),
];
