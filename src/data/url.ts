import { isIP } from 'node:net';

/** The URL that a reference is, or undefined when it is a path (`C:\logs\a.log` is one). */
export function urlOf(text: string): URL | undefined {
  return /^[a-z][a-z0-9+.-]+:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** Why a URL is not fetched; undefined when it may be. */
export function refusal(url: URL, allowedHosts: readonly string[]): string | undefined {
  if (url.protocol !== 'https:') return 'only https is allowed';
  if (url.username !== '' || url.password !== '') return 'it carries credentials';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 || host === 'localhost' || !host.includes('.'))
    return `"${host}" is an address, not an allowed host`;
  return allowedHosts.some((allowed) => allowed.toLowerCase() === host.toLowerCase())
    ? undefined
    : `the host "${host}" is not allowed`;
}

const MIRRORS: readonly { readonly host: string; readonly path: RegExp }[] = [
  { host: 'media.githubusercontent.com', path: /^\/media\/[^/]+\/[^/]+\/[^/]+\/(.+)$/ },
  { host: 'raw.githubusercontent.com', path: /^\/[^/]+\/[^/]+\/(?:refs\/heads\/)?[^/]+\/(.+)$/ },
  { host: 'github.com', path: /^\/[^/]+\/[^/]+\/(?:raw|blob|blame)\/(?:refs\/heads\/)?[^/]+\/(.+)$/ },
];

/** Where in a data folder the mirror of a file of a GitHub repository stands: its path in the repository. */
export function mirrorPath(url: URL): string | undefined {
  for (const { host, path } of MIRRORS) {
    const match = url.hostname === host ? path.exec(url.pathname) : null;
    const found = match?.[1] && decoded(match[1]);
    if (found && !found.split('/').includes('..')) return found;
  }
  return undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
