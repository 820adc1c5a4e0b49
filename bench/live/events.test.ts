import { describe, expect, test } from '@jest/globals';
import { partOf, recordingOf } from './contender.js';
import { latenciesOf } from './delivery.js';
import { isNext, nextMessage, numbered, numberIn, padded, payloadOf, renumbered } from './events.js';

const ID = '7a3f0000-0000-4000-8000-00000000beef';
const added = (number: number, text = numbered(number)): string => JSON.stringify({ data: { postEvents: { __typename: 'CommentAdded', cursor: 'c', comment: { id: 'i', text, author: { username: 'ada' } } } } });
const COUNTERS = JSON.stringify({ data: { postEvents: { __typename: 'PostCountersChanged', cursor: 'd', post: { commentCount: 7 } } } });
const HEARTBEAT = JSON.stringify({ data: { postEvents: { __typename: 'Heartbeat', cursor: 'e' } } });

describe('events of the live bench', () => {
  test('an event is known by its number, and what has none by that', () => {
    const message = Buffer.from(nextMessage(ID, added(42)));
    expect(isNext(message)).toBe(true);
    expect(payloadOf(message)).toBe(added(42));
    expect(numberIn(message)).toBe(42);
    expect(numberIn(Buffer.from(nextMessage(ID, COUNTERS)))).toBeNull();
    expect(isNext(Buffer.from(JSON.stringify({ id: ID, type: 'error', payload: [] })))).toBe(false);
  });

  test('another number takes as many bytes and changes nothing else', () => {
    const long = added(7, padded(numbered(7), 200));
    expect(renumbered(long, 1_234_567)).toBe(long.replace(numbered(7), numbered(1_234_567)));
  });

  test('a text is made longer until its frame has 300 bytes, and never shorter', () => {
    const bare = Buffer.byteLength(nextMessage(ID, added(1)));
    const long = added(1, padded(numbered(1), bare));
    expect(Buffer.byteLength(nextMessage(ID, long))).toBe(300);
    expect(padded(numbered(1), 400)).toBe(numbered(1));
  });

  test('what one subscriber got is told again event by event, with what came in between and without heartbeats', () => {
    const recording = recordingOf([HEARTBEAT, COUNTERS, added(1), added(2), COUNTERS, HEARTBEAT, added(3)]);
    expect(recording).toEqual([[added(1)], [added(2), COUNTERS], [added(3)]]);
    expect(partOf(recording, 4)).toEqual([renumbered(added(2), 4), COUNTERS]);
  });

  test('latencies are told from the asking and from the answer, of the events that were measured', () => {
    const published = [{ number: 1, sentMs: 100, answeredMs: 110 }];
    const arrivals = [{ number: 1, atMs: Float64Array.from([105, 120]) }, { number: 9, atMs: Float64Array.from([500]) }];
    expect(latenciesOf(published, arrivals)).toEqual({ p50Ms: 20, p99Ms: 20, p50AfterAnswerMs: 10, p99AfterAnswerMs: 10 });
  });
});
