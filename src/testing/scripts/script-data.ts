import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFile } from '../../data/record.ts';
import type { InlineTable } from '../inline-tables.ts';
import type { ScriptLoad } from './script-file.ts';

const NAMES = ['source', 'sourcetype', 'host', 'index'] as const;

/** The events of a script as logs in a folder. */
export function writeLogs(loads: readonly ScriptLoad[], folder: string): readonly LogFile[] {
  return loads
    .filter(({ options }) => !options.has('table'))
    .map(({ options, lines }, at) => {
      const path = join(folder, `${at}.log`);
      writeFileSync(path, `${lines.join('\n')}\n`);
      const given = NAMES.filter((name) => options.has(name)).map((name) => [name, options.get(name)]);
      return { name: `${at}.log`, path, ...Object.fromEntries(given) } as LogFile;
    });
}

/** The tables of a script. */
export const tablesIn = (loads: readonly ScriptLoad[]): readonly InlineTable[] =>
  loads.flatMap(({ options, columns, lines }) => {
    const name = options.get('table');
    if (name === undefined) return [];
    return [{ name, columns, rows: lines.map((line) => JSON.parse(line) as readonly unknown[]) }];
  });
