/** One event of a log under the names that a language has for its fields. */
export interface SeenEvent {
  /** The event's number in its file, from 1. */
  readonly record: number;
  /** Fields with one plain value; the event's own text is under {@link RAW}. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The name under which the text of an event stands, where a query may search it. */
export const RAW = '';

/** What a first query asks of an event. Text compares without regard to case, as in all three languages. */
export interface Clause {
  readonly field: string;
  readonly operator: 'equals' | 'endswith' | 'contains';
  readonly value: string;
}

/** Whether an event meets a clause. */
export function meets({ fields }: SeenEvent, { field, operator, value }: Clause): boolean {
  const has = fields.get(field)?.toLowerCase();
  if (has === undefined) return false;
  const wanted = value.toLowerCase();
  switch (operator) {
    case 'equals':
      return has === wanted;
    case 'endswith':
      return has.endsWith(wanted);
    case 'contains':
      return has.includes(wanted);
  }
}
