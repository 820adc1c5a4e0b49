import { execFile } from 'node:child_process';

/** Debian packages that hold the libraries which slim images lack. */
const PACKAGE_OF: [RegExp, string][] = [
  [/libcurl\.so\.4/, 'libcurl4'],
  [/lib(ssl|crypto)\.so\.3/, 'libssl3'],
  [/lib(ssl|crypto)\.so\.1\.1/, 'libssl1.1'],
  [/liblzma\.so/, 'liblzma5'],
  [/libreadline/, 'libreadline8'],
  [/libsystemd/, 'libsystemd0'],
];

/**
 * Runs `<binary> --version`. Gives the first number that looks like a version, and the whole text.
 * Throws an Error that says why it doesn't run (and names the apt line when a library is missing).
 */
export function probeVersion(binary: string, as?: { uid: number; gid: number }): Promise<{ version: string; banner: string }> {
  return new Promise((resolve, reject) => {
    const options = { timeout: 10_000, cwd: '/', uid: as?.uid, gid: as?.gid };
    execFile(binary, ['--version'], options, (error, stdout, stderr) => {
      if (error) return reject(new Error(explain(stderr, error)));
      const version = /\d+\.\d+(\.\d+)*/.exec(stdout)?.[0];
      if (!version) return reject(new Error(`it names no version: ${stdout.trim().slice(0, 100)}`));
      resolve({ version, banner: stdout.trim() });
    });
  });
}

function explain(stderr: string, error: Error): string {
  const text = stderr.trim().split('\n')[0] || error.message;
  const missing = PACKAGE_OF.filter(([library]) => library.test(stderr)).map(([, name]) => name);
  return missing.length > 0 ? `${text} (on Debian or Ubuntu: apt-get install -y ${missing.join(' ')})` : text;
}

/** Compares dotted versions by number: negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
