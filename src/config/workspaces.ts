import { isMapping } from '../content/kind.ts';
import type { MappedWorkspace } from './config.ts';

/**
 * The section `workspaces`: by the name that queries use, the logs of another workspace, or `replay` for the workspace
 * that a replay fills.
 *
 * ```yaml
 * workspaces:
 *   soc-emea: { attack_data: [{ data: emea.json, sourcetype: SigninLogs }] }
 *   soc-central: replay
 * ```
 */
export function readWorkspaces(value: unknown): readonly MappedWorkspace[] {
  if (!isMapping(value)) return [];
  return Object.entries(value).map(([name, entry]): MappedWorkspace => {
    const mapping = isMapping(entry) ? entry : {};
    const logs = Array.isArray(mapping['attack_data']) ? mapping['attack_data'] : [];
    const also = Array.isArray(mapping['also']) ? mapping['also'] : [];
    return {
      name,
      also: also.filter((other): other is string => typeof other === 'string'),
      isReplay: entry === 'replay',
      attackData: logs.flatMap((log) =>
        typeof log === 'string' ? [{ data: log }] : isMapping(log) ? readLog(log) : [],
      ),
    };
  });
}

function readLog(log: Readonly<Record<string, unknown>>): MappedWorkspace['attackData'] {
  const { data, source, sourcetype, host } = log;
  if (typeof data !== 'string') return [];
  return [
    {
      data,
      ...(typeof source === 'string' && { source }),
      ...(typeof sourcetype === 'string' && { sourcetype }),
      ...(typeof host === 'string' && { host }),
    },
  ];
}
