import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Id, idFromBytes, idToBytes } from '../../kernel/ids.js';

/** A place in the log, as a client keeps it: the same for all viewers, so that what is sent can be shared. */
export interface LiveCursor {
  readonly epoch: Id;
  readonly position: number;
}

const VERSION = 1;
const PARTITION = 0;
const BODY = 2 + 16 + 6;
const MAC = 10;

/**
 * Writes and reads cursors: version, partition (there is one so far), epoch, position, and the first 80 bits of an
 * HMAC-SHA-256 over them, in base64url. Signed, so that nobody can make the server read from where it pleases them.
 */
export class LiveCursors {
  constructor(private readonly key: Buffer) {}

  encode({ epoch, position }: LiveCursor): string {
    const bytes = Buffer.alloc(BODY);
    bytes[0] = VERSION;
    bytes[1] = PARTITION;
    idToBytes(epoch).copy(bytes, 2);
    bytes.writeUIntBE(position, 18, 6);
    return Buffer.concat([bytes, this.mac(bytes)]).toString('base64url');
  }

  /** Null for what this server, or one with the same key, has not written. */
  decode(text: string): LiveCursor | null {
    if (text.length > 64) return null;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== BODY + MAC || bytes.toString('base64url') !== text) return null;
    const body = bytes.subarray(0, BODY);
    if (!timingSafeEqual(this.mac(body), bytes.subarray(BODY))) return null;
    const epoch = idFromBytes(body.subarray(2, 18));
    if (body[0] !== VERSION || body[1] !== PARTITION || !epoch) return null;
    return { epoch, position: body.readUIntBE(18, 6) };
  }

  private mac(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(body).digest().subarray(0, MAC);
  }
}
