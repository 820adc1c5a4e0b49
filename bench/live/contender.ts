import { monotonicMs } from '../measure/monotonic.js';
import type { Server } from '../measure/server.js';
import type { Crowd } from './crowd.js';
import { numberIn, numbered, renumbered } from './events.js';
import type { Writing } from '../writing.js';

/** When an event was made, and when its maker was told that it is. */
export interface Published {
  readonly number: number;
  readonly sentMs: number;
  readonly answeredMs: number;
}

/** A server with its subscribers, and how something happens there. */
export interface LiveContender {
  readonly server: Server;
  readonly crowd: Crowd;
  readonly tokens: readonly (string | null)[];
  /** By index: who must not hear. */
  readonly deaf: readonly number[];
  publish(number: number): Promise<Published>;
}

const timed = async (number: number, act: () => Promise<unknown>): Promise<Published> => {
  const sentMs = monotonicMs();
  await act();
  return { number, sentMs, answeredMs: monotonicMs() };
};

/** A comment on the post, by a mutation that another process answers. */
export const publishByComment = (writing: Writing, token: string, postId: string, textOf: (text: string) => string) => (number: number): Promise<Published> =>
  timed(number, () => writing.createComment(token, postId, textOf(numbered(number))));

/** What Plaza's first subscriber got, again: a numbered event and whatever came with it before the next, heartbeats aside. */
export type Recording = readonly (readonly string[])[];

export function recordingOf(payloads: readonly string[]): Recording {
  const parts: string[][] = [];
  for (const payload of payloads) {
    if (payload.includes('"Heartbeat"')) continue;
    if (numberIn(Buffer.from(payload)) !== null) parts.push([payload]);
    else parts.at(-1)?.push(payload);
  }
  return parts;
}

/** The same bytes as Plaza's, under a number of their own. */
export const partOf = (recording: Recording, number: number): readonly string[] => recording[number % recording.length]!.map((payload) => renumbered(payload, number));

export const publishByReplay = (server: () => Server, recording: () => Recording) => (number: number): Promise<Published> =>
  timed(number, async () => {
    for (const payload of partOf(recording(), number)) {
      const response = await fetch(`http://127.0.0.1:${server().port}/publish`, { method: 'POST', body: payload });
      await response.arrayBuffer();
    }
  });
