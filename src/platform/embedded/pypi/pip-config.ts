import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Python packages come from on this machine, as pip would see it. */
export interface PipConfig {
  /** Addresses of simple indexes (PEP 503), the main one first. May hold credentials: log only their origin. */
  indexUrls: string[];
  /** PEM file of the authorities to trust. */
  caFile?: string;
}

const DEFAULT_INDEX = 'https://pypi.org/simple';

/** pip's files, weakest first (pip's manual, "Configuration"): global, user (old and new place), virtual environment, PIP_CONFIG_FILE. */
function configFiles(env: NodeJS.ProcessEnv): string[] {
  const own = env.PIP_CONFIG_FILE;
  if (own === '/dev/null') return [];
  const home = env.HOME || '/';
  const shared = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':').map(folder => join(folder, 'pip', 'pip.conf'));
  const user = [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip', 'pip.conf')];
  if (process.platform === 'darwin') user.push(join(home, 'Library', 'Application Support', 'pip', 'pip.conf'));
  const venv = env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, 'pip.conf')] : [];
  return [...shared, '/etc/pip.conf', join(home, '.pip', 'pip.conf'), ...user, ...venv, ...(own ? [own] : [])];
}

/** The few keys we need from an ini file; sections [global], [install] and [download] count, the later line wins. */
export function parseIni(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let counts = false;
  let key: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const section = /^\[(.+?)\]/.exec(line);
    if (section) {
      counts = ['global', 'install', 'download'].includes(section[1]!.trim());
      key = undefined;
    } else if (/^\s/.test(line) && key !== undefined) {
      found.set(key, `${found.get(key) ?? ''} ${line.trim()}`.trim()); // A value that goes on in the next line.
    } else if (counts) {
      const [, name, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      key = name?.trim().toLowerCase().replaceAll('_', '-');
      if (key !== undefined) found.set(key, (value ?? '').trim());
    }
  }
  return found;
}

/** Reads pip's environment variables and files; variables win, as in pip. Never throws. */
export function readPipConfig(env: NodeJS.ProcessEnv = process.env): PipConfig {
  const settings = new Map<string, string>();
  for (const file of configFiles(env)) {
    try {
      for (const [key, value] of parseIni(readFileSync(file, 'utf8'))) settings.set(key, value);
    } catch {
      // Most of these files aren't there.
    }
  }
  const index = env.PIP_INDEX_URL || settings.get('index-url') || DEFAULT_INDEX;
  const extra = (env.PIP_EXTRA_INDEX_URL || settings.get('extra-index-url') || '').split(/\s+/).filter(Boolean);
  const ca = env.PIP_CERT || settings.get('cert');
  return { indexUrls: [index, ...extra], ...(ca && existsSync(ca) ? { caFile: ca } : {}) };
}
