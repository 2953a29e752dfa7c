/**
 * Adds items to the end of a list. A list that is spread into arguments (`push(...items)`, `Math.max(...numbers)`) ends the
 * process where it is long: arguments stand on the stack.
 */
export function append<Item>(list: Item[], items: Iterable<Item>): void {
  for (const item of items) list.push(item);
}

/** The largest of numbers, or `least` where none is larger. */
export function largest(numbers: Iterable<number>, least = 0): number {
  let found = least;
  for (const number of numbers) if (number > found) found = number;
  return found;
}

/** The smallest of numbers, or `most` where none is smaller. */
export function smallest(numbers: Iterable<number>, most = Number.POSITIVE_INFINITY): number {
  let found = most;
  for (const number of numbers) if (number < found) found = number;
  return found;
}
