import type { Config } from '../config/index.ts';
import { CONFIG_FILE } from '../config/index.ts';
import type { LogFile } from '../data/record.ts';
import { loadDataLock, resolveData } from '../data/resolve.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { Plan } from '../plan/plan.ts';
import { sourcesOf } from '../plan/sources.ts';

/**
 * The logs that the configuration lays into the other workspaces which a plan names (`table:SigninLogs@soc-emea`).
 *
 * @throws QueryFailure when one of them is not there.
 */
export function logsOfPlaces(plan: Plan, { root, workspaces, data }: Config): readonly LogFile[] {
  const sources = sourcesOf(plan);
  const named = workspaces.filter(({ name }) => sources.some((source) => source.endsWith(`@${name}`)));
  if (named.every(({ attackData }) => attackData.length === 0)) return [];
  const options = { ...data, root, lock: loadDataLock(data.lock) };
  return named.flatMap(({ name, attackData }) =>
    attackData.map((log) => {
      const reference = { ...log, workspace: name, file: CONFIG_FILE, range: FILE_START };
      const { log: found, diagnostics } = resolveData(reference, options);
      if (found) return found;
      const [problem] = diagnostics;
      throw new QueryFailure(problem?.name ?? 'data-missing', `Workspace "${name}": ${problem?.message ?? log.data}`);
    }),
  );
}

/**
 * Logs in the places that tests say, by the names of the configuration; what lies in the replay's own has none.
 *
 * @throws QueryFailure when a place is not mapped.
 */
export const inTheirPlaces = (logs: readonly LogFile[], { workspaces }: Config): readonly LogFile[] =>
  logs.map((log) => {
    if (log.workspace === undefined) return log;
    const { workspace, ...rest } = log;
    const wanted = workspace.toLowerCase();
    const found = workspaces.find(({ name, also }) => [name, ...also].some((known) => known.toLowerCase() === wanted));
    if (found) return found.isReplay ? rest : { ...rest, workspace: found.name };
    const message = `"${log.name}" lies in the workspace "${workspace}", which firedrill.yml does not map.`;
    throw new QueryFailure('test-definition', message);
  });
