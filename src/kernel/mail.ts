/**
 * A letter that is to be written: what it is about, in ids. Neither addresses nor secrets lie in a queue, so whoever sends it
 * looks them up, and mints what it needs, when its turn has come.
 */
export interface MailJob {
  /** Which composer writes it, as in "password-reset". */
  readonly kind: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Puts letters into the transaction of the fact that they tell of: they go out if and only if it commits. */
export interface MailQueue<Tx> {
  enqueue(tx: Tx, ...jobs: MailJob[]): Promise<void>;
}

/** A letter, ready to be sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Writes the letters of one kind, in a worker, when they are sent: again after a failure, so it comes to the same end each time. */
export interface MailComposer {
  readonly kind: string;
  /** Null where there is nothing to say any more, or nobody to say it to. */
  compose(values: MailJob['values']): Promise<Mail | null>;
}
