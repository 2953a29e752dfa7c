/** What a Git-LFS pointer says about the file that it stands for. */
export interface LfsPointer {
  readonly sha256: string;
  readonly size: number;
}

export const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export function parsePointer(text: string): LfsPointer | undefined {
  if (!text.startsWith(LFS_POINTER)) return undefined;
  const [, sha256] = /^oid sha256:([0-9a-f]{64})$/m.exec(text) ?? [];
  const [, size] = /^size (\d+)$/m.exec(text) ?? [];
  return sha256 === undefined || size === undefined ? undefined : { sha256, size: Number(size) };
}

const FORMS: readonly { readonly host: string; readonly path: RegExp }[] = [
  { host: 'raw.githubusercontent.com', path: /^\/([^/]+)\/([^/]+)\/(?:refs\/heads\/)?([^/]+)\/(.+)$/ },
  { host: 'github.com', path: /^\/([^/]+)\/([^/]+)\/(?:raw|blob|blame)\/(?:refs\/heads\/)?([^/]+)\/(.+)$/ },
];

/** Where GitHub keeps the file behind a pointer that one of its URLs gave. */
export function mediaUrl(url: URL): URL | undefined {
  for (const { host, path } of FORMS) {
    const match = url.hostname === host ? path.exec(url.pathname) : null;
    if (match) {
      const [, owner, repository, revision, file] = match;
      return new URL(`https://media.githubusercontent.com/media/${owner}/${repository}/${revision}/${file}`);
    }
  }
  return undefined;
}
