import { isStorable } from '../../../kernel/text.js';
import { BadLine } from './format/bad-line.js';
import { MAX_ID_LENGTH } from './format/fields.js';
import { type ReadContext, readLine } from './format/read-line.js';
import type { StagedLine } from './format/staged-line.js';
import type { Input, InputFile } from './input-files.js';
import type { Progress } from './progress.js';
import { type RawLine, readLines } from './read-lines.js';
import type { BadStagedLine, Staging } from './staging.js';

const BATCH = 1_000;

/** The first pass: reads every file once, line by line, and puts what it finds into the staging table. */
export async function stageFiles(input: Input, staging: Staging, context: ReadContext, progress: Progress): Promise<void> {
  await staging.clear();
  for (const file of input.files) await stageFile(file, staging, context, progress);
  await staging.analyze();
}

async function stageFile(file: InputFile, staging: Staging, context: ReadContext, progress: Progress): Promise<void> {
  let good: (StagedLine & { line: number })[] = [];
  let bad: BadStagedLine[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    await staging.add(file.kind, good, bad);
    [good, bad] = [[], []];
    progress.at(`reading ${file.name}`, count);
  };
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      count++;
      const read = tryLine(file, line, context);
      if (typeof read === 'string') bad.push({ line: line.number, reason: read, sourceId: idIn(line.text) });
      else good.push({ ...read, line: line.number });
      if (good.length + bad.length >= BATCH) await flush();
    }
  }
  await flush();
}

/** The line, or the reason why it is bad. */
function tryLine(file: InputFile, { text, problem }: RawLine, context: ReadContext): StagedLine | string {
  if (text === null) return problem ?? 'the line can not be read';
  try {
    return readLine(file.kind, text, context);
  } catch (error) {
    if (error instanceof BadLine) return error.message;
    throw error;
  }
}

/** The id on a bad line, so that lines which refer to it can be told why they are bad; null where it shows none. */
function idIn(text: string | null): string | null {
  try {
    const { id } = JSON.parse(text ?? 'null') as { id?: unknown };
    return typeof id === 'string' && id.length <= MAX_ID_LENGTH && isStorable(id) ? id : null;
  } catch {
    return null;
  }
}
