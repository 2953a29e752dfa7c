/** The farthest place of a byte that a text is recognised by. */
const FARTHEST = 31;

/** Bytes of event XML from the most frequent on; what is not listed is rare. */
const FREQUENT = "0eta'>=n<DoiNmsr2 1rdl3cp45-6u9787fS./hAgCvBEITP:\\wRFLM_{}";

const rank = (character: string): number => {
  const at = FREQUENT.indexOf(character);
  return at < 0 ? FREQUENT.length : at;
};

/** The two places of a text whose bytes are the rarest in logs. */
export function fingerprint(text: string): readonly [number, number] {
  const places = Array.from({ length: Math.min(text.length, FARTHEST + 1) }, (_, place) => place);
  // Of equals the ones farthest apart tell the most.
  places.sort((left, right) => rank(text[right] as string) - rank(text[left] as string) || right - left);
  const [first = 0, second = first] = places;
  return [first, second];
}
