import type { Value } from '../../table/value.ts';
import type { Context } from '../context.ts';

/** Makes one text of several values: equal texts are one group. Undefined when any value has no key. */
export function keyOf(name: string, context: Context): (values: readonly Value[]) => string | undefined {
  const keyFunction = context.library.key(name);
  if (!keyFunction) throw new Error(`Internal error: no key function "${name}".`);
  return (values) => {
    let text = '';
    for (const value of values) {
      const key = keyFunction(value);
      if (key === undefined) return undefined;
      const part = String(key);
      text += `${(typeof key)[0]}${part.length}:${part}`;
    }
    return text;
  };
}
