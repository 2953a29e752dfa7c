import { createRequire } from 'node:module';
import { once } from '../../../../util/once.ts';

const load = createRequire(import.meta.url);

/** Google's S2 cells, loops and polygons, and Uber's H3 cells; loaded when a query first needs them. */
export const s2Library = once(() => load('s2js') as typeof import('s2js'));
export const h3Library = once(() => load('h3-js') as typeof import('h3-js'));
