/**
 * What the explorer's page asks the API with, as text: it runs in the browser. GraphiQL's own fetcher does not hand the
 * headers of a tab on to websockets, so that nobody could listen signed in. Here every subscription has a socket of its
 * own, whose `connection_init` carries the tab's headers, and a socket that is closed says with which code.
 *
 * The access token of the last sign-in is remembered until the page is left, for tabs whose `authorization` is empty. Cookies
 * sign what a tab asks, too: one whose headers say `x-plaza-auth: cookie` gets and uses them.
 */
export const EXPLORER_FETCHER = `(() => {
  let token = '';

  const headersOf = (given) => {
    const headers = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value));
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    return token && !names.includes('authorization') ? { ...headers, authorization: 'Bearer ' + token } : headers;
  };

  const remember = (answer) => {
    const payload = Object.values(answer.data ?? {}).find((field) => field?.accessToken);
    if (payload) token = payload.accessToken;
  };

  const ask = async (params, headers) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'x-plaza-csrf': '1', ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    if (response.status === 401) token = '';
    const answer = await response.json();
    remember(answer);
    return answer;
  };

  // graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
  const listen = (params, headers) => {
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws');
    const send = (message) => socket.send(JSON.stringify(message));
    const waiting = [];
    let wanted = null;
    let ended = false;
    const give = (value) => {
      if (!wanted) return waiting.push(value);
      wanted({ done: false, value });
      wanted = null;
    };
    const end = () => {
      ended = true;
      if (wanted) wanted({ done: true });
      socket.close(1000);
    };
    socket.onopen = () => send({ type: 'connection_init', payload: headers });
    socket.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: params });
      else if (type === 'ping') send({ type: 'pong' });
      else if (type === 'next') give(payload);
      else if (type === 'error') give({ errors: payload });
      if (type === 'error' || type === 'complete') end();
    };
    socket.onclose = ({ code, reason }) => {
      if (ended) return;
      if (code === 4401) token = '';
      give({ errors: [{ message: 'The websocket was closed: ' + code + ' ' + reason }] });
      end();
    };
    return {
      next: () => {
        if (waiting.length > 0) return Promise.resolve({ done: false, value: waiting.shift() });
        return ended ? Promise.resolve({ done: true }) : new Promise((resolve) => (wanted = resolve));
      },
      return: () => (end(), Promise.resolve({ done: true })),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  const isSubscription = (document, name) =>
    (document?.definitions ?? []).some((each) => each.operation === 'subscription' && (!name || each.name?.value === name));

  return (params, { headers, documentAST } = {}) =>
    (isSubscription(documentAST, params.operationName) ? listen : ask)(params, headersOf(headers));
})()`;
