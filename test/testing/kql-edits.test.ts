import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LiveRepository } from '../../src/testing/live-repository.ts';
import { folderWith } from '../content/workspace.ts';

interface Parser {
  readonly name: string;
  readonly body: string;
  readonly parameters?: readonly string[];
}

const parser = ({ name, body, parameters = ['host: string=*'] }: Parser): string => {
  const listed = parameters.map((parameter) => {
    const [, own, type, value] = /^(\w+): (\w+)(?:=(.*))?$/.exec(parameter) as unknown as string[];
    return `  - Name: ${own}\n    Type: ${type}\n${value === undefined ? '' : `    Default: '${value}'\n`}`;
  });
  const text = body.replace(/^/gm, '  ');
  return `ParserName: ${name}\n${listed.length > 0 ? `ParserParams:\n${listed.join('')}` : ''}ParserQuery: |\n${text}\n`;
};

const rule = (name: string, query: string): string =>
  `id: ${name}\nname: ${name}\nkind: Scheduled\nquery: |\n${query.replace(/^/gm, '  ')}\n`;

/** A leg of the union: `with` stands for what is edited in it. */
const leg = (table: string, body: string, parameters?: readonly string[]): string =>
  parser({ name: `vimThing${table}`, body, ...(parameters && { parameters }) });

const DEVICE = `let parser = (host: string='*') {
  DeviceProcessEvents
  | where host == '*' or DeviceName has host
  | where FileName =~ "cmd.exe"
  | extend Level = grade(5)
  | project TimeGenerated, Host = DeviceName, Command = ProcessCommandLine, Level
};
parser(host = host)`;

const FILES: Readonly<Record<string, string>> = {
  'firedrill.yml': 'content: [detections]\n',
  'detections/device.yaml': leg('Device', DEVICE.replace('grade', 'GradeThing')),
  'detections/security.yaml': leg(
    'Security',
    'SecurityEvent\n| where EventID == 4688\n| project TimeGenerated, Host = Computer, Command = CommandLine, Level = 1',
  ),
  'detections/grade.yaml':
    'FunctionName: GradeThing\nFunctionParams:\n  - Name: n\n    Type: int\nFunctionQuery: |\n  n * 2\n',
  'detections/all.yaml': parser({
    name: 'imThing',
    body: `let disabled = false;
let all = (host: string='*') {
  union isfuzzy=true vimThingDevice(host), vimThingSecurity(host = host), vimThingMissing(host)
};
all(host)`,
  }),
  'detections/direct.yaml': rule('Direct', 'vimThingDevice(host = "dc01")\n| where Command has "x" and Level > 1'),
  'detections/union.yaml': rule('Union', 'imThing(host = "dc01")\n| summarize count() by Host, Command'),
  'detections/other.yaml': rule('Other', 'imThing()\n| where strlen(Host) > 3 and Level in (1, 2)'),
  'detections/local.yaml': rule(
    'Local',
    'let pick = (T: (Host: string)) { T | where Host != "" };\nimThing | invoke pick() | count',
  ),
  'detections/pattern.yaml': rule('Pattern', 'search in (imThing, SecurityEvent) "x"\n| take 1'),
  'detections/named.yaml': rule(
    'Named',
    'let t = "SecurityEvent";\ntable(t) | join kind=inner (imThing) on TimeGenerated',
  ),
  'detections/hint.yaml': rule('Hint', 'imElsewhere() | count'),
  'detections/apart.yaml': rule('Apart', 'DeviceEvents | where DeviceName == "a" | project Missing'),
};

/** A repository that is edited: after each edit it is compared, word for word, with one that has just been opened. */
function edited(root: string): (file: string, text: string | undefined) => Promise<readonly string[]> {
  const live = new LiveRepository({ cwd: root, cache: false });
  return async (file, text) => {
    const path = join(root, file);
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
    live.changed(path);
    const found = (await live.refresh()).diagnostics;
    expect(found).toEqual((await new LiveRepository({ cwd: root, cache: false }).refresh()).diagnostics);
    const ofQueries = found.filter(({ code }) => /^FD(?:2|3[01]|4)/.test(code));
    return ofQueries.map(
      ({ file: name, code, message, hint = '' }) => `${name.slice('detections/'.length)} ${code} ${message} ${hint}`,
    );
  };
}

const ENOUGH_MS = 240_000;

it(
  'edits of functions that others call find what a fresh look finds',
  async () => {
    const edit = edited(folderWith(FILES));
    const device = 'detections/device.yaml';
    const text = FILES[device] as string;
    const before = await edit(device, text);
    const changed = async (file: string, from: string | RegExp, to: string) => {
      const old = FILES[file] as string;
      const now = old.replace(from, to);
      expect(now).not.toBe(old);
      const found = await edit(file, now);
      return {
        more: found.filter((each) => !before.includes(each)),
        less: before.filter((each) => !found.includes(each)),
      };
    };
    const same = { more: [], less: [] };
    const callers = (found: readonly string[]) => [...new Set(found.map((each) => each.split('.')[0]))].sort();

    // Nothing that callers see.
    expect(await changed(device, 'GradeThing(5)', 'GradeThing(7)')).toEqual(same);
    expect(await changed(device, 'DeviceProcessEvents\n', 'DeviceProcessEvents // search imThing\n')).toEqual(same);
    // A column has another name, or another type.
    const renamed = await changed(device, 'Command = Process', 'CommandLine = Process');
    expect(callers(renamed.more)).toContain('direct');
    const retyped = await changed(device, 'Host = DeviceName', 'Host = toint(DeviceName)');
    expect(retyped.more.length).toBeGreaterThan(0);
    // One that all callers lack.
    const needy = await changed(device, '  - Name: host', '  - Name: first\n    Type: string\n  - Name: host');
    expect(callers(needy.more)).toContain('direct');
    // What cannot be read, and what is not there.
    const broken = await changed(device, 'has host', 'has (host');
    expect(callers(broken.more)).toContain('device');
    expect(await changed(device, 'ParserQuery', 'ParserText')).not.toEqual(same);
    const gone = await edit(device, undefined);
    expect(gone.some((each) => /^direct FD\d+ .*vimThingDevice/.test(each.replace('.yaml', '')))).toBe(true);
    expect(await edit(device, text)).toEqual(before);
    // What a lint sees through the call, two calls deep.
    const cased = await changed(device, 'FileName =~', 'FileName ==');
    expect(callers(cased.more)).toEqual(expect.arrayContaining(['direct', 'other', 'union']));
    expect(await edit(device, text)).toEqual(before);
    // What lowering says at the call.
    const unsupported = await changed(device, 'FileName =~ "cmd.exe"', 'FileName matches regex "("');
    expect(unsupported.more.length).toBeGreaterThan(0);
    expect(await edit(device, text)).toEqual(before);
    // A scalar function below a leg of the union.
    const graded = await changed('detections/grade.yaml', 'n * 2', 'tostring(n)');
    expect(callers(graded.more)).toContain('direct');
    await edit('detections/grade.yaml', FILES['detections/grade.yaml']);
    // A leg that was forgiven, a name that a hint may offer, one of two functions of a name.
    const fuller = await edit(
      'detections/missing.yaml',
      leg('Missing', 'DeviceEvents | project Host = 1', ['host: string=*']),
    );
    expect(fuller).not.toEqual(before);
    expect(await edit('detections/missing.yaml', undefined)).toEqual(before);
    const near = await edit('detections/near.yaml', parser({ name: 'imElsewheres', body: 'DeviceEvents' }));
    expect(near.some((each) => /^hint.*imElsewheres/.test(each))).toBe(true);
    expect(await edit('detections/near.yaml', undefined)).toEqual(before);
    await edit('detections/sum.yaml', 'FunctionName: imThing\nFunctionQuery: |\n  DeviceEvents\n');
    expect(await edit('detections/sum.yaml', undefined)).toEqual(before);
  },
  ENOUGH_MS,
);
