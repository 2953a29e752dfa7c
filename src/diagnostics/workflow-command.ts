/**
 * What GitHub makes an annotation of: the runner cuts a message at 4,096 characters, an annotation's title has at most
 * 255, and of each level a step shows ten.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs
 * https://docs.github.com/en/rest/checks/runs
 */
const LONGEST_MESSAGE = 4096;
const LONGEST_TITLE = 255;
export const ANNOTATIONS_PER_LEVEL = 10;

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** Where an annotation stands, and its title; absent ones are left out. */
export interface AnnotationPlace {
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
  readonly title: string;
}

/**
 * A workflow command within these limits. All text is encoded: none can begin a command of its own.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function workflowCommand(level: AnnotationLevel, place: AnnotationPlace, message: string): string {
  const properties = Object.entries({ ...place, title: clipped(place.title, LONGEST_TITLE) }).map(
    ([name, value]) => `${name}=${encodeProperty(String(value))}`,
  );
  return `::${level} ${properties.join(',')}::${encodeData(clipped(message, LONGEST_MESSAGE))}`;
}

/** Cut behind a whole character, with a sign that it goes on. */
const clipped = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;

const encodeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const encodeProperty = (text: string): string => encodeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
