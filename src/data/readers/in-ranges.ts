import type { LogReader } from '../record.ts';
import { xmlReader } from './xml.ts';

/** Formats whose records come as bytes, so that another thread may read them. */
export const threadReaders: readonly LogReader[] = [xmlReader];
