/** A line that can't be imported; the message is the reason that the person who wrote the file reads. */
export class BadLine extends Error {
  override name = 'BadLine';
}
