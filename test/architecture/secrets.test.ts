import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface Audit {
  verdictOf(output: string): { readonly failed: boolean; readonly says: string };
}
const { verdictOf } = (await import(join(process.cwd(), '.ci/audit.mjs'))) as Audit;

/** Forms of secrets that end up in repositories. What is made up for a test does not look like any of them, or is made at run time. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]{16}/,
  'AWS key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'GitHub token': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b/,
  'GitLab token': /\bglpat-[\w-]{20}\b/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[^\s$]/,
  'Slack token': /\bxox[abprs]-[\w-]{10,}/,
  'Stripe key': /\b[rs]k_live_[0-9a-zA-Z]{20,}/,
  'Google key': /\bAIza[\w-]{35}\b/,
  'service token of Plaza': /\bplaza_st_[A-Za-z0-9_-]{32,}\b/,
  'signed token': /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/,
  'master secret': /^\s*(?:export )?MASTER_SECRET\s*[=:]\s*["']?[A-Za-z0-9+/]{42,}={0,2}["']?\s*$/m,
};

const LARGEST_BYTES = 2_000_000;

/** The files that the repository has, and those that it would get. */
const files = (): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
    .split('\0')
    .filter((file) => file !== '' && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false));

const formsIn = (text: string): string[] => Object.entries(FORMS).flatMap(([name, form]) => (form.test(text) ? [name] : []));

describe('no secret lies in the repository', () => {
  test('no file has the form of one', () => {
    const found = files().flatMap((file) => (statSync(file).size > LARGEST_BYTES ? [] : formsIn(readFileSync(file, 'latin1')).map((form) => `${file}: ${form}`)));
    expect(found).toEqual([]);
  });

  test('the forms know what they are for', () => {
    const made = ['ghp_', 'glpat-', 'npm_', 'AKIA'].map((start) => start + (start === 'AKIA' ? 'A'.repeat(16) : 'a'.repeat(start === 'glpat-' ? 20 : 36)));
    expect(made.map(formsIn)).toEqual([['GitHub token'], ['GitLab token'], ['npm token'], ['AWS key']]);
    expect(formsIn(`MASTER_SECRET=${Buffer.alloc(32).toString('base64')}`)).toEqual(['master secret']);
    expect(formsIn(`-----BEGIN EC ${'PRIVATE'} KEY-----\n${'M'.repeat(40)}`)).toEqual(['private key']);
  });

  test('no settings, keys or data were added by mistake', () => {
    expect(files().filter((file) => /(^|\/)(\.env(\.(?!example$)\w+)?|master-secret|id_(rsa|ed25519)|.*\.(pem|key|p12|pfx|jks))$/.test(file))).toEqual([]);
  });

  test('the lock file names packages by their sums, and no registry of whoever wrote it', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { resolved?: string }> };
    expect(Object.entries(packages).flatMap(([name, { resolved }]) => (resolved === undefined ? [] : [name]))).toEqual([]);
  });
});

describe('the audit of packages', () => {
  const report = (high: number, critical = 0) => JSON.stringify({ vulnerabilities: { leftpad: { severity: 'high' } }, metadata: { vulnerabilities: { low: 1, moderate: 2, high, critical } } });

  test('what was found fails; nothing high, or a registry that can not say, does not, and each is called by its name', () => {
    expect(verdictOf(report(1))).toEqual({ failed: true, says: 'npm audit: FOUND 1 high, 0 critical: leftpad' });
    expect(verdictOf(report(0, 1)).failed).toBe(true);
    expect(verdictOf(report(0))).toEqual({ failed: false, says: 'npm audit: nothing high (2 moderate, 1 low)' });
    expect(verdictOf('{"error":{"summary":"","detail":""},"message":"404 Not Found"}')).toEqual({ failed: false, says: 'npm audit: COULD NOT ASK, 404 Not Found' });
    expect(verdictOf('no json')).toMatchObject({ failed: false, says: expect.stringContaining('COULD NOT ASK') });
  });
});
