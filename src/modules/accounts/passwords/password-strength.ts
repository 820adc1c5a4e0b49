import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { refuse, type UserError } from '../../../kernel/outcome.js';
import { emailKey, passwordAsKept } from '../account.rules.js';

/** Eight characters that follow no pattern: by zxcvbn's count ten guesses each. */
const FEWEST_GUESSES = 1e8;
/** What is judged of a password: the time that zxcvbn takes grows with the square of it (16 ms at worst for this many). */
const JUDGED_LENGTH = 48;
/** Ways to read "p4$$w0rd" that are tried; the default of 100 took three times as long, for nothing that people write. */
const L33T_READINGS = 10;
/** What an attacker tries first on this site. */
const OF_THE_SITE = ['plaza'];

/** What everybody knows of a person. */
export interface KnownOfPerson {
  readonly username?: string;
  readonly email?: string;
  readonly displayName?: string | null;
}

interface Judge {
  readonly common: ReadonlySet<string>;
  readonly zxcvbn: ZxcvbnFactory;
}

/**
 * How easily a password is guessed: a list of 49,000 common ones, and zxcvbn's estimate (Wheeler, USENIX Security 2016) with
 * what is known of the person. Everything is on this machine; it is read at the first question, and kept.
 */
export class PasswordStrength {
  private loading: Promise<Judge> | null = null;

  /** Why a password of a right form is not good enough; empty where it is. */
  async check(password: string, field: string, known: KnownOfPerson): Promise<UserError[]> {
    const { common, zxcvbn } = await (this.loading ??= load());
    const kept = passwordAsKept(password);
    if (common.has(kept.toLowerCase())) {
      return [refuse('TOO_COMMON', field, 'Many people use this password, so it is the first that is tried. Take several words that have nothing to do with each other.')];
    }
    const words = [...OF_THE_SITE, ...wordsOf(known)];
    if (words.includes(kept.toLowerCase()) || zxcvbn.check(kept.slice(0, JUDGED_LENGTH), words).guesses < FEWEST_GUESSES) {
      return [refuse('TOO_GUESSABLE', field, 'This password is easily guessed: it is made of names, common words, sequences or repetitions. Add another word or two.')];
    }
    return [];
  }
}

/** As they are, and in their parts: "Ann Lee" and "ann.lee@example.org" make "ann" and "lee" easy guesses as well. */
function wordsOf({ username, email, displayName }: KnownOfPerson): string[] {
  const wholes = [username, email && emailKey(email), email && emailKey(email).split('@')[0], displayName].filter((word) => !!word);
  const words = wholes.flatMap((whole) => [whole!.toLowerCase(), ...whole!.toLowerCase().split(/[\s._@+-]+/)]);
  return [...new Set(words)].filter((word) => word.length > 2);
}

async function load(): Promise<Judge> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, l33tMaxSubstitutions: L33T_READINGS, maxLength: JUDGED_LENGTH });
  return { zxcvbn, common: new Set(dictionary['passwords-common'] as string[]) };
}
