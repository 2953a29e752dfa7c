import { loadBundle } from './bundle.ts';

/** What a worker thread starts with. */
await loadBundle().work();
