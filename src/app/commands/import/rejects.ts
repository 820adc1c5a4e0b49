import { open, rm } from 'node:fs/promises';
import type { Kind } from './format/kinds.js';
import type { Input, InputFile } from './input-files.js';
import { readLines } from './read-lines.js';
import type { BadStagedLine, Staging } from './staging.js';

const BATCH = 1_000;
const MAX_CONTENT = 65_536;

/**
 * Writes the bad lines of all files as NDJSON: file, line, reason, and the line as it stood there, so that it can be mended
 * and imported. Gives how many there are; where there is none, no file is left, also not that of an earlier run.
 */
export async function writeRejects(path: string, input: Input, staging: Staging): Promise<number> {
  await rm(path, { force: true });
  let count = 0;
  // Lines hold what people have told in confidence: the file is for its owner only.
  let out: Awaited<ReturnType<typeof open>> | undefined;
  try {
    for (const file of input.files) {
      for await (const rejects of rejectsOf(file, staging)) {
        out ??= await open(path, 'w', 0o600);
        await out.write(rejects.map((reject) => `${JSON.stringify(reject)}\n`).join(''));
        count += rejects.length;
      }
    }
  } finally {
    await out?.close();
  }
  return count;
}

interface Reject {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  /** Null where the line is no text, or too long to be shown. */
  readonly content: string | null;
}

/** Reads the file once more beside its bad lines, since a line that is bad lies nowhere else. */
async function* rejectsOf(file: InputFile, staging: Staging): AsyncGenerator<Reject[]> {
  const bad = badLines(file.kind, staging);
  let next = await bad.next();
  if (next.done) return;
  for await (const lines of readLines(file)) {
    const rejects: Reject[] = [];
    for (const { number, text } of lines) {
      if (next.done || next.value.line !== number) continue;
      const content = text !== null && text.length <= MAX_CONTENT ? text : null;
      rejects.push({ file: file.name, line: number, reason: next.value.reason, content });
      next = await bad.next();
    }
    if (rejects.length > 0) yield rejects;
    if (next.done) return;
  }
}

async function* badLines(kind: Kind, staging: Staging): AsyncGenerator<BadStagedLine> {
  for (let line = 0; ; ) {
    const rows = await staging.bad(kind, line, BATCH);
    if (rows.length === 0) return;
    yield* rows;
    line = rows.at(-1)!.line;
  }
}
