import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lowering } from '../languages/front-end.ts';
import { decodePlan, encodePlan } from '../plan/codec.ts';
import { valueCodecs } from './value-codecs.ts';

/**
 * Lowered queries on disk, by query text, fingerprint of the workspace's schemas and version of the tool, so that a
 * second run binds nothing. A cache that cannot be read or written is no cache, never an error.
 */
export class PlanCache {
  readonly #folder: string | undefined;
  readonly #version: string;

  /** Without a folder nothing is kept. */
  constructor(folder: string | undefined, version: string) {
    this.#folder = folder;
    this.#version = version;
  }

  lower(language: string, text: string, fingerprint: string, lower: () => Lowering): Lowering {
    if (this.#folder === undefined) return lower();
    const hash = createHash('sha256');
    for (const part of [this.#version, language, fingerprint, text]) hash.update(`${part.length}:`).update(part);
    const file = join(this.#folder, `${hash.digest('hex')}.plan`);
    const known = this.#read(file);
    if (known) return known;
    const lowering = lower();
    if (lowering.query) this.#write(file, lowering);
    return lowering;
  }

  #read(file: string): Lowering | undefined {
    try {
      return decodePlan<Lowering>(readFileSync(file), valueCodecs);
    } catch {
      return undefined;
    }
  }

  #write(file: string, lowering: Lowering): void {
    try {
      mkdirSync(this.#folder as string, { recursive: true });
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, encodePlan(lowering, valueCodecs));
      renameSync(draft, file);
    } catch {
      return;
    }
  }
}
