import type { Spec } from 'envalid';
import { SETTINGS } from './settings.js';

const LINE = 110;

/** The text of `.env.example`: every setting with what it is for and its default, commented out. */
export function envExample(): string {
  const entries = Object.entries(SETTINGS).map(([name, validator]) => {
    const spec = validator as unknown as Spec<unknown>;
    const choices = spec.choices ? ` One of: ${spec.choices.join(', ')}.` : '';
    return [...wrap(`${spec.desc ?? ''}${choices}`), `#${name}=${textOf(spec.default)}`].join('\n');
  });
  return ['# Every setting of Plaza with its default. Copy to .env, take the # away where you change one.', ...entries, ''].join('\n\n').trimEnd() + '\n';
}

const textOf = (value: unknown): string => (value === undefined ? '' : Array.isArray(value) ? value.join(',') : String(value));

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > LINE) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
