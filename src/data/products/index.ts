import { amazon } from './amazon.ts';
import { google } from './google.ts';
import { microsoft } from './microsoft.ts';
import { network } from './network.ts';
import { platforms } from './platforms.ts';
import type { LogProduct } from './product.ts';

export type { LogProduct } from './product.ts';

/** Products that are told by the shape of their JSON records. The first that matches has the record. */
export const products: readonly LogProduct[] = [...amazon, ...google, ...platforms, ...microsoft, ...network];

export const productOf = (record: Readonly<Record<string, unknown>>): LogProduct | undefined =>
  products.find((product) => product.matches(record));
