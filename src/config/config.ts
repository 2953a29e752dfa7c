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
  /** Other workspaces, applications and databases that KQL may name. */
  readonly workspaces: readonly MappedWorkspace[];
  readonly test: { readonly timeoutSeconds: number; readonly memoryMb: number };
  /** By code or by name. */
  readonly severities: Readonly<Record<string, SeveritySetting>>;
  readonly layout: string;
  /** The section `deploy` as it is written; deploying makes sense of it. */
  readonly deploy?: unknown;
}

/** What `workspace("soc-emea")` and its like stand for. */
export interface MappedWorkspace {
  readonly name: string;
  /** Further names: ids, resource paths. */
  readonly also: readonly string[];
  /** It is the workspace that a replay fills, under another name. */
  readonly isReplay: boolean;
  /** Logs that lie in it, as a test names them. */
  readonly attackData: readonly {
    readonly data: string;
    readonly source?: string;
    readonly sourcetype?: string;
    readonly host?: string;
  }[];
}

/** Knowledge that comes with the package. */
export const BUILT_IN_KNOWLEDGE: string = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** Where public attack data lies. */
export const DEFAULT_HOSTS: readonly string[] = [
  'media.githubusercontent.com',
  'raw.githubusercontent.com',
  'github.com',
];
