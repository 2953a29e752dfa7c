import type { Config } from '../config/index.ts';
import type { Detection } from '../content/model.ts';
import type { LogFile } from '../data/record.ts';
import { loadDataLock, resolveData } from '../data/resolve.ts';

/** The logs that the tests of a detection name and that are at hand. */
export function logsOfTests({ tests }: Pick<Detection, 'tests'>, root: string, { data }: Config): readonly LogFile[] {
  const options = { ...data, root, lock: loadDataLock(data.lock), ignorePins: true };
  return tests.flatMap(({ attackData }) =>
    attackData.flatMap((reference) => resolveData(reference, options).log ?? []),
  );
}
