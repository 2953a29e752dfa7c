import type { ContentObject } from '../../content/model.ts';

type Content = Pick<ContentObject, 'file' | 'document'>;

/** Whether two pieces of content have a value from one place: several rules of a file share what a global document says. */
export function shareValue(first: Content, second: Content, path: readonly string[]): boolean {
  if (first.file !== second.file) return false;
  const [one, other] = [first, second].map(({ document }) => document.at(path).start);
  return one?.line === other?.line && one?.column === other?.column;
}
