const LONGEST = 300;

/** Why something failed, short enough to be kept and without whom it was about: stores and servers like to repeat addresses. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
  return message.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '[address]').replaceAll('\0', '').slice(0, LONGEST);
}
