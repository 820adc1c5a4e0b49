import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { FILE_OF, FORMAT_VERSION, type Kind, KINDS } from './format/kinds.js';
import { ImportRefused } from './refused.js';

export interface InputFile {
  readonly kind: Kind;
  readonly path: string;
  /** As reports and rejects name it. */
  readonly name: string;
  readonly gzipped: boolean;
}

export interface Input {
  /** Names the network that the files come from: ids are minted from it, so that a second run knows what is there. */
  readonly source: string;
  readonly files: readonly InputFile[];
  /** Changes with the names, sizes and times of the files. */
  readonly fingerprint: string;
}

const SOURCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Finds the files of a network in a folder. Throws `ImportRefused` where there is nothing that could be imported. */
export function findInput(folder: string, sourceName: string | null): Input {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new ImportRefused(`${folder} is no folder. Name one that holds users.ndjson, follows.ndjson, posts.ndjson, comments.ndjson or likes.ndjson, plain or with .gz.`);
  const source = sourceName ?? readManifest(folder) ?? basename(resolve(folder));
  if (!SOURCE.test(source)) throw new ImportRefused(`"${source}" can't be the name of a source: give one with --source, of letters, digits, dots, dashes and underscores, at most 64.`);
  const files = KINDS.flatMap((kind) => findFile(folder, kind));
  if (files.length === 0) throw new ImportRefused(`${folder} holds none of ${KINDS.map((kind) => `${FILE_OF[kind]}.ndjson`).join(', ')}, neither plain nor with .gz.`);
  const facts = files.map(({ name, path }) => [name, statSync(path).size, statSync(path).mtimeMs]);
  return { source, files, fingerprint: createHash('sha256').update(JSON.stringify(facts)).digest('hex') };
}

function findFile(folder: string, kind: Kind): InputFile[] {
  const plain = `${FILE_OF[kind]}.ndjson`;
  const found = [plain, `${plain}.gz`].filter((name) => existsSync(join(folder, name)));
  if (found.length === 2) throw new ImportRefused(`${folder} holds both ${found.join(' and ')}; keep one of them.`);
  return found.map((name) => ({ kind, path: join(folder, name), name, gzipped: name.endsWith('.gz') }));
}

/** The source's name out of `manifest.json`, which need not be there; refuses a version that nobody here can read. */
function readManifest(folder: string): string | null {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return null;
  let manifest: { formatVersion?: unknown; source?: unknown };
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as typeof manifest;
  } catch {
    throw new ImportRefused(`${path} is not JSON.`);
  }
  const version = manifest?.formatVersion ?? FORMAT_VERSION;
  if (version !== FORMAT_VERSION) throw new ImportRefused(`${path} says format version ${JSON.stringify(version)}; this Plaza reads version ${FORMAT_VERSION}.`);
  return typeof manifest?.source === 'string' ? manifest.source : null;
}
