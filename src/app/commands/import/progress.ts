/** Says how far the work is: one line that changes at a terminal, a line every two seconds elsewhere. */
export interface Progress {
  /** `what` is being done, `count` lines or rows of it so far. */
  at(what: string, count: number): void;
  /** Something that stays to be read. */
  say(line: string): void;
  /** Takes the changing line away. */
  end(): void;
}

const QUIET_MS = 2_000;
const REDRAW_MS = 100;

export function createProgress(out: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  const wait = out.isTTY ? REDRAW_MS : QUIET_MS;
  let last = now();
  const clear = (): void => {
    if (out.isTTY) out.write('\r\x1b[K');
  };
  return {
    at(what, count) {
      if (now() - last < wait) return;
      last = now();
      const line = `${what} … ${count.toLocaleString('en')}`;
      out.write(out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    },
    say(line) {
      clear();
      out.write(`${line}\n`);
    },
    end: clear,
  };
}

/** For tests and for the seed, which is done before anybody looks. */
export const silent: Progress = { at: () => undefined, say: () => undefined, end: () => undefined };
