/** Says how far the work is: one line that changes at a terminal, a line every two seconds elsewhere. */
export interface Progress {
  /** What is being done now, and how many lines or rows of it are done; 0 where that can't be told. */
  at(what: string, count: number): void;
  /** Something that stays to be read. */
  say(line: string): void;
  /** Takes the changing line away. */
  end(): void;
}

const QUIET_MS = 2_000;
const REDRAW_MS = 200;

/** Speaks by a timer of its own, so that a statement that takes long does not look like a halt. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const began = Date.now();
  let now = '';
  const draw = (): void => {
    if (now === '') return;
    const line = `${now} (${Math.round((Date.now() - began) / 1_000)} s)`;
    out.write(out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(draw, out.isTTY ? REDRAW_MS : QUIET_MS);
  timer.unref();
  const clear = (): void => {
    if (out.isTTY) out.write('\r\x1b[K');
  };
  return {
    at(what, count) {
      now = count > 0 ? `${what} … ${count.toLocaleString('en')}` : `${what} …`;
    },
    say(line) {
      clear();
      out.write(`${line}\n`);
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}

/** For tests. */
export const silent: Progress = { at: () => undefined, say: () => undefined, end: () => undefined };
