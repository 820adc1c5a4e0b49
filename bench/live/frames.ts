/** As much of RFC 6455 as the bench's client needs: masked text out, whole frames in. */

const TEXT = 0x1;
export const CLOSE = 0x8;
export const PING = 0x9;
const PONG = 0xa;
const FINAL = 0x80;
const MASKED = 0x80;
/** A mask of zeros is a mask, and leaves the bytes as they are. */
const MASK = Buffer.alloc(4);

export interface Frame {
  readonly opcode: number;
  readonly body: Buffer;
}

export const textFrame = (text: string): Buffer => maskedFrame(TEXT, Buffer.from(text));
export const pongFrame = (body: Buffer): Buffer => maskedFrame(PONG, body);

function maskedFrame(opcode: number, body: Buffer): Buffer {
  const { length } = body;
  if (length < 126) return Buffer.concat([Buffer.from([FINAL | opcode, MASKED | length]), MASK, body]);
  if (length > 0xffff) throw new Error('The bench sends no frames of more than 64 KiB.');
  return Buffer.concat([Buffer.from([FINAL | opcode, MASKED | 126, length >> 8, length & 0xff]), MASK, body]);
}

/** Cuts what a server sends into frames; bytes of one that is not whole yet are kept. */
export class FrameReader {
  private rest: Buffer | null = null;

  read(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    let bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    for (;;) {
      const size = sizeOf(bytes);
      if (size === null || bytes.length < size.head + size.body) break;
      onFrame({ opcode: bytes[0]! & 0x0f, body: bytes.subarray(size.head, size.head + size.body) });
      bytes = bytes.subarray(size.head + size.body);
    }
    this.rest = bytes.length > 0 ? bytes : null;
  }
}

function sizeOf(bytes: Buffer): { readonly head: number; readonly body: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]!;
  if (short < 126) return { head: 2, body: short };
  if (short === 126) return bytes.length < 4 ? null : { head: 4, body: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? null : { head: 10, body: Number(bytes.readBigUInt64BE(2)) };
}
