/** What a page may do besides nothing, as in `{ 'connect-src': "'self'" }`. */
export type Permissions = Readonly<Record<string, string>>;

/** A content security policy that forbids everything but what is named: also frames around the page, forms and another base. */
export function contentPolicy(permissions: Permissions = {}): string {
  const rules = { 'default-src': "'none'", ...permissions, 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" };
  return Object.entries(rules)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}
