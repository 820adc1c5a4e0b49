import type { AccessPolicy } from '../../../kernel/policy.js';

/** Who may join, and who may mend what a letter is needed for. */
export const REGISTRATION_POLICIES = {
  registerUser: { sentence: 'Whoever asks; whether the address has an account, only its owner learns.', requires: 'ANYONE', scope: null },
  confirmRegistration: { sentence: 'Whoever has the token out of the letter.', requires: 'ANYONE', scope: null },
  resendConfirmation: { sentence: 'Whoever asks; whether anybody waits at the address, only its owner learns.', requires: 'ANYONE', scope: null },
  requestPasswordReset: { sentence: 'Whoever asks; whether the address has an account, only its owner learns.', requires: 'ANYONE', scope: null },
  resetPassword: { sentence: 'Whoever has the token out of the letter.', requires: 'ANYONE', scope: null },
  requestEmailChange: { sentence: 'Whoever is signed in and gave the password within the last five minutes, their own address.', requires: 'SIGNED_IN', scope: null, ownerOnly: true, freshPassword: true },
  confirmEmailChange: { sentence: 'Whoever has the token out of the letter.', requires: 'ANYONE', scope: null },
} satisfies Record<string, AccessPolicy>;
