import { parseYaml } from '../../content/index.ts';
import { UsageError } from '../../util/usage-error.ts';

/** One entry of an allow-list: hits on benign logs that somebody has looked at. */
export interface AllowedNoise {
  /** Name or id of the detection. */
  readonly detection: string;
  readonly reason: string;
  /** The log that the hits stand in, as it is named in the report, or the end of that name; default: any. */
  readonly log?: string;
  /** Hits at most. */
  readonly max?: number;
  /** Where the entry stands in its file. */
  readonly line: number;
}

/**
 * Reads an allow-list:
 *
 * ```yaml
 * allow:
 *   - detection: Tunnel from a workstation
 *     reason: The backup host is meant to have one.
 *     log: backup.log      # optional
 *     max: 3               # optional
 * ```
 *
 * @throws UsageError when the file is no such list.
 */
export function parseAllowList(text: string, file: string): readonly AllowedNoise[] {
  const { documents, diagnostics } = parseYaml(text, file);
  const [document] = documents;
  const [broken] = diagnostics;
  if (broken) throw new UsageError(`${file}:${broken.range.start.line} ${broken.message}`);
  const value = document?.value as { readonly allow?: unknown } | null | undefined;
  if (value === null || value === undefined) return [];
  if (!document || !Array.isArray(value.allow))
    throw new UsageError(`${file}: An allow-list has the key "allow", a list.`);
  return value.allow.map((entry: unknown, index): AllowedNoise => {
    const { line } = document.at(['allow', index]).start;
    const { detection, reason, log, max } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof detection !== 'string' || typeof reason !== 'string' || reason.trim() === '') {
      throw new UsageError(`${file}:${line} An entry has "detection" and says why under "reason".`);
    }
    return {
      detection,
      reason,
      ...(typeof log === 'string' && { log }),
      ...(typeof max === 'number' && { max }),
      line,
    };
  });
}
