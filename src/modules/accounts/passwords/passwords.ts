import { hash, verify } from '@node-rs/argon2';
import { rateLimited } from '../../../kernel/errors.js';
import { passwordAsKept } from '../account.rules.js';

/** OWASP's least for Argon2id: 19 MiB, two passes, one lane; tens of milliseconds of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;
/** The hash of a password that was thrown away: who is not there costs as much as who is. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$pfLy0qDFkadGBh/77R1NKg$BBThdoYxvU+99OwLv2K5PewDtbx8Jho9dnBFv4z4cDs';

/** Hashes passwords, a few at a time: they would otherwise take the memory and the threads that everything else needs. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly parallel = 2,
    private readonly longestQueue = 50,
  ) {}

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(passwordAsKept(password), COST));
  }

  /** Whether the password is the one of `passwordHash`; null (nobody) takes as long and is false. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const same = await this.inTurn(() => verify(passwordHash ?? NOBODY, passwordAsKept(password)));
    return passwordHash !== null && same;
  }

  /** Whether a hash was made at another cost than passwords are hashed at now; whoever gives the password next is hashed anew. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(PREFIX);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.parallel) this.running++;
    else if (this.waiting.length >= this.longestQueue) throw rateLimited(2);
    // Whoever is done hands its place on, so that nobody overtakes.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
