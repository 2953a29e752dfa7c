import { isMapping } from '../../content/kind.ts';
import type { Detection } from '../../content/model.ts';
import type { Twin } from './details.ts';

const MOST = 8;

/** The same idea elsewhere: what `related` names in either direction, then other languages for the same technique. */
export class Twins {
  readonly #byId: ReadonlyMap<string, Detection>;
  readonly #named = new Map<Detection, { readonly detection: Detection; readonly relation: string }[]>();
  readonly #byTechnique = new Map<string, Detection[]>();
  readonly #key: (detection: Detection) => string;

  constructor(detections: readonly Detection[], key: (detection: Detection) => string) {
    this.#key = key;
    this.#byId = new Map(detections.map((detection) => [detection.id, detection]));
    for (const detection of detections) {
      for (const { id, type } of relatedOf(detection)) {
        const target = this.#byId.get(id);
        if (!target) continue;
        const list = this.#named.get(target) ?? [];
        list.push({ detection, relation: `names this one as ${type}` });
        this.#named.set(target, list);
      }
      for (const technique of detection.techniques) {
        const list = this.#byTechnique.get(technique) ?? [];
        list.push(detection);
        this.#byTechnique.set(technique, list);
      }
    }
  }

  of(detection: Detection): readonly Twin[] {
    const shown = new Map<string, Twin>();
    const add = (twin: Detection, relation: string): void => {
      if (twin === detection || shown.has(twin.file)) return;
      shown.set(twin.file, { name: twin.name, language: twin.language, relation, key: this.#key(twin) });
    };
    for (const { id, type } of relatedOf(detection)) {
      const target = this.#byId.get(id);
      if (target) add(target, type);
      else shown.set(id, { name: id, relation: `${type}, not in this repository` });
    }
    for (const { detection: other, relation } of this.#named.get(detection) ?? []) add(other, relation);
    for (const technique of detection.techniques) {
      for (const other of this.#byTechnique.get(technique) ?? []) {
        if (shown.size >= MOST) break;
        if (other.language !== detection.language) add(other, `also covers ${technique}`);
      }
    }
    return [...shown.values()];
  }
}

function relatedOf({ document }: Detection): readonly { readonly id: string; readonly type: string }[] {
  const related = isMapping(document.value) ? document.value['related'] : undefined;
  if (!Array.isArray(related)) return [];
  return related.filter(isMapping).flatMap(({ id, type }) => {
    return typeof id === 'string' ? [{ id, type: typeof type === 'string' ? type : 'related' }] : [];
  });
}
