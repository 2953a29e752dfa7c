import { DETAILS_TOGETHER } from '../src/report/html/packing.ts';
import type { DetectionDetails, ReportDetails } from '../src/testing/details/details.ts';
import { byId } from './put.ts';

export function readReport(): ReportDetails | undefined {
  const text = byId('report')?.textContent;
  return text ? (JSON.parse(text) as ReportDetails) : undefined;
}

const unpacked = new Map<number, Promise<readonly DetectionDetails[]>>();

/** The details of the detection at a place of the report. */
export async function detailsAt(position: number): Promise<DetectionDetails | undefined> {
  const block = Math.floor(position / DETAILS_TOGETHER);
  let details = unpacked.get(block);
  if (!details) {
    await wholeDocument();
    details = unpack(byId(`details-${block}`)?.textContent ?? '');
    unpacked.set(block, details);
  }
  return (await details)[position % DETAILS_TOGETHER];
}

/** The blocks stand behind the script, so that the first page need not wait for them. */
const wholeDocument = (): Promise<void> =>
  document.readyState === 'loading'
    ? new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }))
    : Promise.resolve();

async function unpack(base64: string): Promise<readonly DetectionDetails[]> {
  const text = atob(base64);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(stream).text()) as DetectionDetails[];
}
