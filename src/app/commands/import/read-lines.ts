import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { InputFile } from './input-files.js';
import { ImportRefused } from './refused.js';

/** A line of a file; `text` is null where its bytes can't be read as text, and `problem` says why. */
export interface RawLine {
  /** From 1, as editors count. */
  readonly number: number;
  readonly text: string | null;
  readonly problem?: string;
}

/** Longer lines are bad: nothing in the format needs them, and a file without line ends must not fill the memory. */
export const MAX_LINE_BYTES = 1_048_576;
const NEWLINE = 10;

/** The lines of a file, some at a time, as they come from the disk; blank lines are passed over. */
export async function* readLines(file: InputFile): AsyncGenerator<readonly RawLine[]> {
  const splitter = new Splitter();
  try {
    for await (const chunk of open(file)) {
      const lines = splitter.take(chunk as Buffer);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw new ImportRefused(`${file.path} can't be read to its end: ${(error as Error).message}. Nothing was changed.`);
  }
  yield splitter.end();
}

function open({ path, gzipped }: InputFile): Readable {
  const bytes = createReadStream(path, { highWaterMark: 256 * 1_024 });
  // An error of either stream comes out of the last one, where it is read.
  return gzipped ? pipeline(bytes, createGunzip({ chunkSize: 256 * 1_024 }), () => undefined) : bytes;
}

/** Cuts bytes into lines and holds no more than the longest line that is allowed. */
class Splitter {
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });
  private number = 0;
  private begun: Buffer[] = [];
  private bytes = 0;

  take(chunk: Buffer): RawLine[] {
    const lines: RawLine[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.add(chunk.subarray(from, end));
      lines.push(...this.end());
      from = end + 1;
    }
    this.add(chunk.subarray(from));
    return lines;
  }

  /** The line that has been begun; nothing where it is blank. */
  end(): RawLine[] {
    const tooLong = this.bytes > MAX_LINE_BYTES;
    const bytes = Buffer.concat(this.begun);
    this.begun = [];
    this.bytes = 0;
    const number = ++this.number;
    if (tooLong) return [{ number, text: null, problem: `the line has more than ${MAX_LINE_BYTES} bytes` }];
    try {
      const text = this.utf8.decode(bytes);
      return text.trim() === '' ? [] : [{ number, text }];
    } catch {
      return [{ number, text: null, problem: 'the line is not UTF-8' }];
    }
  }

  private add(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes <= MAX_LINE_BYTES) this.begun.push(part);
    else this.begun = [];
  }
}
