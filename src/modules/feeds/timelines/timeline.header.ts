import { type Id, idFromBytes } from '../../../kernel/ids.js';

/** What a timeline says of itself. */
export interface TimelineHeader {
  readonly ready: boolean;
  /** The build that it came from, whose time is the build's. */
  readonly build: Id;
  /** In which life of the store it was begun: what is older may have lost what came since. */
  readonly epoch: string;
  /** Which generation of all timelines it belongs to. */
  readonly generation: number;
  /** It is complete from here up; null where it is complete to the beginning. */
  readonly floor: Id | null;
  /** The latest follow whose entries are in it; null where there is none. */
  readonly stamp: Id | null;
}

const LENGTH = 85;
const ZEROS = Buffer.alloc(16);

export const generationText = (generation: number): string => generation.toString(16).padStart(8, '0');

/** Reads the lowest member of a timeline; the layout stands in `timeline.scripts`. */
export function readHeader(member: Buffer | undefined): TimelineHeader | null {
  if (member?.length !== LENGTH || !member.subarray(0, 16).equals(ZEROS)) return null;
  return {
    ready: member.toString('latin1', 16, 17) === 'R',
    build: idFromBytes(member.subarray(17, 33))!,
    epoch: member.toString('latin1', 33, 45),
    generation: Number.parseInt(member.toString('latin1', 45, 53), 16),
    floor: idFromBytes(member.subarray(53, 69)),
    stamp: idFromBytes(member.subarray(69, 85)),
  };
}
