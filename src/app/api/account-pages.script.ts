/**
 * What the pages do in the browser: the token comes in the fragment, which no server sees, and is taken out of the address at
 * once; the button sends it to the API of the same origin. Plain text everywhere: nothing that is answered becomes HTML.
 */
export const ACCOUNT_PAGES_SCRIPT = `
const PAGES = {
  '/confirm': {
    title: 'Join', button: 'Confirm the address and join',
    query: 'mutation ($input: ConfirmRegistrationInput!) { confirmRegistration(input: $input) { accessToken viewer { user { username } } userErrors { code message field } } }',
    async done({ accessToken, viewer }) {
      // Nobody goes on here: the session that came with it is ended again.
      await ask('mutation { logout(input: {}) { loggedOut } }', {}, accessToken);
      return 'Welcome, @' + viewer.user.username + '. Your account is ready: sign in with your name and password.';
    },
  },
  '/reset-password': {
    title: 'Another password', button: 'Set this password', fields: ['newPassword'],
    query: 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { passwordReset userErrors { code message field } } }',
    done: () => 'The new password is good from now on, and all sessions have ended: sign in again.',
  },
  '/confirm-email': {
    title: 'New address', button: 'Confirm the new address',
    query: 'mutation ($input: ConfirmEmailChangeInput!) { confirmEmailChange(input: $input) { emailChanged userErrors { code message field } } }',
    done: () => 'The account has this address from now on.',
  },
};
const page = PAGES[location.pathname.replace(/\\/$/, '')];
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);
const byId = (id) => document.getElementById(id);
const say = (text) => { byId('said').textContent = text; };
const show = (field) => { byId(field).hidden = false; };

async function ask(query, variables, accessToken) {
  const headers = { 'content-type': 'application/json', ...(accessToken && { authorization: 'Bearer ' + accessToken }) };
  const answer = await fetch('/graphql', { method: 'POST', credentials: 'omit', headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
}

byId('title').textContent = page.title;
byId('button').textContent = page.button;
(page.fields || []).forEach(show);
if (!token) { say('This link is not complete. Open it from the letter once more.'); byId('button').hidden = true; }

byId('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  byId('button').disabled = true;
  say('');
  const input = { token };
  for (const field of ['username', 'newPassword']) if (!byId(field).hidden) input[field] = byId(field).querySelector('input').value;
  try {
    const { data, errors } = await ask(page.query, { input });
    if (errors) throw new Error(errors[0].message);
    const payload = Object.values(data)[0];
    if (payload.userErrors.length === 0) {
      say(await page.done(payload));
      byId('form').hidden = true;
      return;
    }
    say(payload.userErrors.map(({ message }) => message).join(' '));
    if (payload.userErrors.some(({ field }) => field === 'username')) show('username');
  } catch (error) {
    say(error.message);
  }
  byId('button').disabled = false;
});
`;
