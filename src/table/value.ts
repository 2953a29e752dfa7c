/**
 * A cell. The table and the plan move values and never look inside them: what a string, a number or an object *means*
 * (null rules, case, types, time) is decided by the functions that a language puts into a plan.
 *
 * - `null` is absence, in every language.
 * - SPL: string, number, or an array (multivalue).
 * - KQL: string, boolean, number (int, real, long within 2^53), bigint (long beyond 2^53, and ticks of datetime and
 *   timespan), and objects for decimal and dynamic.
 */
export type Value = string | number | bigint | boolean | object | null;
