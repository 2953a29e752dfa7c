import { fileURLToPath } from 'node:url';
import type { Severity } from '../diagnostics/diagnostic.ts';

export const CONFIG_FILE = 'firedrill.yml';

export type SeveritySetting = Severity | 'off';

/** The configuration with its defaults filled in and its folders absolute. */
export interface Config {
  /** The folder of `firedrill.yml`, else the working folder. */
  readonly root: string;
  readonly content: readonly string[];
  /** The workspace's own folders first, then what comes with firedrill. */
  readonly knowledge: {
    readonly splunk: readonly string[];
    readonly sentinel: readonly string[];
    /** An MMDB file, for `iplocation` and `geo_info_from_ip_address()`. */
    readonly geoDatabase?: string;
    readonly sigma: readonly string[];
  };
  readonly data: {
    readonly folders: readonly string[];
    readonly cache: string;
    readonly lock: string;
    readonly allowedHosts: readonly string[];
    /** Absolute files that stand for the addresses of `externaldata`. */
    readonly external: Readonly<Record<string, string>>;
    /** A log that is larger is not fetched. */
    readonly maxFileMb: number;
  };
  readonly test: { readonly timeoutSeconds: number; readonly memoryMb: number };
  /** By code or by name. */
  readonly severities: Readonly<Record<string, SeveritySetting>>;
  readonly layout: string;
  /** The section `deploy` as it is written; deploying makes sense of it. */
  readonly deploy?: unknown;
}

/** Knowledge that comes with the package. */
export const BUILT_IN_KNOWLEDGE: string = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** Where public attack data lies. */
export const DEFAULT_HOSTS: readonly string[] = [
  'media.githubusercontent.com',
  'raw.githubusercontent.com',
  'github.com',
];
