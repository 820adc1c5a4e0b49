const WORDS = /change.?me|secret|password|passw0rd|example|plaza|default|dummy|qwerty|12345678/i;

/** What makes a secret guessable, as the end of a sentence; null where it looks random. No proof, but what people really write. */
export function weaknessOf(secret: Buffer): string | null {
  const base64 = secret.toString('base64');
  if (WORDS.test(secret.toString('latin1')) || WORDS.test(base64)) return 'it has words in it';
  // 32 random bytes have fewer than 20 different ones once in 10^9.
  if (new Set(secret).size < 16) return 'it has too few different bytes';
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.every((byte, i) => i < period || byte === secret[i - period])) return 'it repeats itself';
  }
  const step = (secret[1]! - secret[0]!) & 0xff;
  if (secret.every((byte, i) => i === 0 || ((byte - secret[i - 1]!) & 0xff) === step)) return 'it counts';
  return null;
}
