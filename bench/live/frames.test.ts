import { describe, expect, test } from '@jest/globals';
import { type Frame, FrameReader, pongFrame, textFrame } from './frames.js';

const LENGTHS = [0, 1, 125, 126, 127, 300, 65_535];

/** As a server sends it: without a mask. */
function serverFrame(body: Buffer): Buffer {
  const head = body.length < 126 ? [body.length] : body.length <= 0xffff ? [126, body.length >> 8, body.length & 0xff] : [127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (body.length >> shift) & 0xff)];
  return Buffer.concat([Buffer.from([0x81, ...head]), body]);
}

function framesIn(chunks: readonly Buffer[]): Frame[] {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  for (const chunk of chunks) reader.read(chunk, ({ opcode, body }) => frames.push({ opcode, body: Buffer.from(body) }));
  return frames;
}

describe('frames of the bench\'s websocket client', () => {
  test('frames of every form of length come out as they went in, however they are cut', () => {
    const bodies = [...LENGTHS, 70_000].map((length) => Buffer.alloc(length, 'a'));
    const sent = Buffer.concat(bodies.map(serverFrame));
    for (const size of [1, 7, 1_000, sent.length]) {
      const chunks = Array.from({ length: Math.ceil(sent.length / size) }, (_, i) => sent.subarray(i * size, (i + 1) * size));
      expect(framesIn(chunks).map(({ opcode, body }) => [opcode, body.length])).toEqual(bodies.map((body) => [1, body.length]));
    }
  });

  test('what is sent says that it is masked, and its mask changes nothing', () => {
    for (const length of LENGTHS) {
      const text = 'b'.repeat(length);
      const frame = textFrame(text);
      expect(frame[0]).toBe(0x81);
      expect(frame[1]! & 0x80).toBe(0x80);
      expect(frame.subarray(-4 - length, frame.length - length)).toEqual(Buffer.alloc(4));
      expect(frame.toString('latin1', frame.length - length)).toBe(text);
    }
    expect(pongFrame(Buffer.from('x'))[0]).toBe(0x8a);
  });
});
