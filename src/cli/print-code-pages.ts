import { UsageError } from '../util/usage-error.ts';
import { codePage, suggestCode } from '../validate/code-page.ts';
import type { Printer } from './common.ts';

/** `firedrill explain FD404`: the page of each code. */
export function printCodePages(codes: readonly string[], printer: Printer): void {
  for (const code of codes) {
    const page = codePage(code);
    if (page === undefined) {
      const close = suggestCode(code);
      throw new UsageError(`There is no code "${code}".${close === undefined ? '' : ` Did you mean "${close}"?`}`);
    }
    printer.result(page);
  }
}
