/** Parameters that somebody could take for a place for a token. */
const NAMES = /[?&](access_?token|refresh_?token|token|id_token|authorization|bearer|jwt)=/i;

/** Whether an address carries a token: addresses are written to logs, histories and `Referer`, so it is refused, whoever's it is. */
export const hasTokenInUrl = (url: string | undefined): boolean => url !== undefined && NAMES.test(url);
