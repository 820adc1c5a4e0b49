import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** One file in an archive, as the central directory tells it (PKWARE APPNOTE 6.3, section 4.3.12). */
interface Entry {
  name: string;
  method: number;
  compressedBytes: number;
  bytes: number;
  headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_HEADER_BYTES = 30;
const MAX_TAIL_BYTES = 22 + 65_535; // End record and its longest comment.

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead < length) throw new Error('the zip archive ends too early');
  return buffer;
}

async function readEntries(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, MAX_TAIL_BYTES);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw new Error('this is no zip archive');
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE; ) {
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Writes the one entry whose name ends in `suffix` to `target` (mode 0755). Stored and deflated entries below 4 GB.
 * Throws an Error when there is no such entry or the archive is damaged; integrity beyond lengths is the caller's sha256.
 */
export async function unzipEntry(archive: string, suffix: string, target: string): Promise<void> {
  const file = await open(archive, 'r');
  try {
    const entry = (await readEntries(file)).find(({ name }) => name === suffix || name.endsWith(`/${suffix}`));
    if (!entry) throw new Error(`the archive has no ${suffix}`);
    if (entry.method !== 0 && entry.method !== 8) throw new Error(`${suffix} is packed by method ${entry.method}, which isn't supported`);
    const local = await readAt(file, entry.headerOffset, LOCAL_HEADER_BYTES);
    const start = entry.headerOffset + LOCAL_HEADER_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    const packed = file.createReadStream({ start, end: start + entry.compressedBytes - 1, autoClose: false, highWaterMark: 1 << 20 });
    const output = createWriteStream(target, { mode: 0o755 });
    if (entry.method === 8) await pipeline(packed, createInflateRaw(), output);
    else await pipeline(packed, output);
    if (output.bytesWritten !== entry.bytes) throw new Error(`${suffix} has ${output.bytesWritten} bytes instead of ${entry.bytes}`);
  } finally {
    await file.close();
  }
}
