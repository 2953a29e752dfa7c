import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** `auto` follows NO_COLOR, FORCE_COLOR and whether the stream is a terminal. */
export function colorsFor(mode: 'auto' | 'always' | 'never', terminal: boolean): Colors {
  return pc.createColors(mode === 'always' || (mode === 'auto' && pc.isColorSupported && terminal));
}
