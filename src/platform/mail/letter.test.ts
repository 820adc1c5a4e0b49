import { expect, test } from '@jest/globals';
import { writeLetter } from './letter.js';

const LETTER = {
  to: 'ada@example.org',
  title: 'Confirm <b>your</b> address',
  paragraphs: ['Hello "Ada" & co.,', 'one more <script>alert(1)</script>'],
  button: { label: 'Confirm', url: 'https://plaza.example/confirm?a=1&b="2"#token=abc' },
  footer: "It's you who asked for this.",
};

test('a letter says the same in text and in HTML, and nothing in it is taken for HTML', () => {
  const { to, subject, text, html } = writeLetter(LETTER);
  expect({ to, subject }).toEqual({ to: LETTER.to, subject: LETTER.title });
  for (const part of [LETTER.title, ...LETTER.paragraphs, LETTER.button.url, LETTER.footer]) expect(text).toContain(part);
  expect(html).not.toMatch(/<script|<b>|<img|src=/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('href="https://plaza.example/confirm?a=1&amp;b=&quot;2&quot;#token=abc"');
});

test('a subject is one line, and a button leads to a web address or the letter is not written', () => {
  expect(writeLetter({ ...LETTER, title: 'One\r\nBcc: all@example.org' }).subject).toBe('One Bcc: all@example.org');
  expect(() => writeLetter({ ...LETTER, button: { label: 'x', url: 'javascript:alert(1)' } })).toThrow('web addresses');
});
