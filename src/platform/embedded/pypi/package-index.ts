/** One file that an index offers. */
export interface IndexFile {
  name: string;
  url: string;
}

interface JsonPage {
  files: { filename: string; url: string }[];
}

const unescape = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"');

/**
 * Files on a project's page of a simple index: JSON (PEP 691) or HTML (PEP 503). Relative addresses are resolved
 * against `pageUrl`. The hashes that an index names are ignored on purpose: the pins in this repo decide.
 */
export function parseIndexPage(text: string, contentType: string, pageUrl: string): IndexFile[] {
  if (/json/i.test(contentType)) {
    return (JSON.parse(text) as JsonPage).files.map(file => ({ name: file.filename, url: new URL(file.url, pageUrl).href }));
  }
  const links = text.matchAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
  return [...links].flatMap(([, double, single]) => {
    const url = new URL(unescape(double ?? single ?? ''), pageUrl);
    url.hash = '';
    const name = decodeURIComponent(url.pathname.split('/').pop() ?? '');
    return name ? [{ name, url: url.href }] : [];
  });
}
