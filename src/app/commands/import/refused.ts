/** The import can't be done; the message is a sentence for the person at the terminal. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}
