import { kqlValueCodecs } from '../languages/kql/value-codecs.ts';
import type { ValueCodec } from '../plan/codec.ts';

/** Every kind of value that plans may hold. */
export const valueCodecs: readonly ValueCodec[] = kqlValueCodecs;
