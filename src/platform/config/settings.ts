import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { bool, makeValidator, str, type ValidatorSpec } from 'envalid';

/** A whole number from `least` to `most`. */
const whole = (least: number, most: number) =>
  makeValidator<number>((input) => {
    const value = Number(input);
    if (!Number.isInteger(value) || value < least || value > most) throw new Error(`give a whole number from ${least} to ${most}`);
    return value;
  });

const storeUrl = (...schemes: string[]) =>
  makeValidator<string>((input) => {
    if (schemes.some((scheme) => input.startsWith(`${scheme}://`)) && URL.canParse(input.replace(/^[a-z+]+:/, 'http:').replace(/,[^/]*/, ''))) return input;
    throw new Error(`give a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  });

const origins = makeValidator<readonly string[]>((input) =>
  input.split(',').map((entry) => {
    const origin = entry.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new Error('give origins such as https://app.example.org, parted by commas');
    return origin;
  }),
);

/** The path of a file with certificates, which is read here so that a wrong one is told at the start. */
const pemFile = makeValidator<string>((input) => {
  let text = '';
  try {
    text = readFileSync(input, 'utf8');
  } catch {
    throw new Error(`give a file that can be read: ${input} can not`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error(`give a file with certificates in PEM: ${input} has none`);
  return resolve(input);
});

/** Base64 of at least 32 bytes. */
const secret = makeValidator<Buffer>((input) => {
  const bytes = Buffer.from(input, 'base64');
  if (bytes.length < 32) throw new Error('give at least 32 random bytes in base64, as `openssl rand -base64 32` prints them');
  return bytes;
});

/** An address without a slash at its end, to which paths are added. */
const baseUrl = makeValidator<string>((input) => {
  if (!URL.canParse(input) || !/^https?:$/.test(new URL(input).protocol) || /[#?]/.test(input)) throw new Error('give an address such as https://app.example.org');
  return input.replace(/\/+$/, '');
});

const addresses = makeValidator<readonly string[]>((input) =>
  input.split(',').map((entry) => {
    const [address = '', bits, ...rest] = entry.trim().split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || rest.length > 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most))) throw new Error('give addresses or networks such as 10.0.0.0/8, parted by commas');
    return entry.trim();
  }),
);

/** Every setting: its form, its default and what it is for. `.env.example` is written from this table. */
export const SETTINGS = {
  PLAZA_ROLE: str({ choices: ['all', 'api', 'realtime', 'worker'], default: 'all', desc: 'What this process does: `api` answers HTTP, `realtime` holds websockets, `worker` runs relays and clocks, `all` does everything.' }),
  HOST: str({ default: '127.0.0.1', desc: 'The address to listen on; 0.0.0.0 for every network of this machine.' }),
  PORT: whole(0, 65_535)({ default: 4000, desc: 'The port of HTTP and websockets; 0 takes a free one.' }),
  DRAIN_DELAY_MS: whole(0, 120_000)({ default: 0, desc: 'Milliseconds for which a process that is told to stop (SIGTERM) goes on taking requests while /readyz says 503: as long as your balancer needs to notice (docs/operations.md).' }),
  METRICS_PORT: whole(0, 65_535)({ default: 0, desc: 'The port of /metrics (Prometheus), on HOST; 0 switches it off. Keep it away from strangers.' }),

  POSTGRES_URL: storeUrl('postgres', 'postgresql')({ default: undefined, desc: 'Postgres 15 or newer. Without it `all` runs an embedded one.' }),
  MONGODB_URL: storeUrl('mongodb', 'mongodb+srv')({ default: undefined, desc: 'MongoDB 6 or newer, a replica set. Without it `all` runs an embedded one.' }),
  REDIS_URL: storeUrl('redis', 'rediss')({ default: undefined, desc: 'Redis 6.2 or newer or Valkey, append-only and without eviction: bus and queues. Without it `all` runs an embedded one.' }),
  REDIS_CACHE_URL: storeUrl('redis', 'rediss')({ default: undefined, desc: 'A second Redis for caches, evicting and without persistence. Without it caches live beside the bus in REDIS_URL.' }),
  POSTGRES_TLS_CA_FILE: pemFile({ default: undefined, desc: 'A PEM file with the CA of Postgres: the connection is encrypted, certificate and host name are verified.' }),
  MONGODB_TLS_CA_FILE: pemFile({ default: undefined, desc: 'The same for MongoDB.' }),
  REDIS_TLS_CA_FILE: pemFile({ default: undefined, desc: 'The same for both Redis.' }),
  ALLOW_INSECURE_STORES: bool({ default: false, desc: 'In production, accept stores on other machines without credentials or TLS: for networks that nobody else can reach, as in one compose file.' }),
  POSTGRES_POOL_SIZE: whole(1, 500)({ default: 10, desc: 'Connections of this process to Postgres.' }),
  MONGODB_POOL_SIZE: whole(1, 500)({ default: 20, desc: 'Connections of this process to MongoDB.' }),
  REQUEST_TIMEOUT_MS: whole(100, 600_000)({ default: 10_000, desc: 'Milliseconds after which a request is answered with SERVICE_UNAVAILABLE, whatever the stores do. Longer than STATEMENT_TIMEOUT_MS, so that statements have ended.' }),
  STATEMENT_TIMEOUT_MS: whole(100, 600_000)({ default: 8_000, desc: 'Milliseconds after which Postgres ends a statement.' }),
  PLAZA_DATA_DIR: str({ default: '.data', desc: 'Where the embedded stores and the secrets that were made for them live.' }),

  MASTER_SECRET: secret({ default: undefined, desc: 'At least 32 random bytes in base64 (`openssl rand -base64 32`); signing keys, e-mail addresses and cursors depend on it. Required unless the stores are embedded, where one is made and kept.' }),
  TOKEN_ISSUER: str({ default: 'plaza', desc: 'The `iss` and `aud` of access tokens; use another per environment.' }),
  ACCESS_TOKEN_MINUTES: whole(1, 60)({ default: 15, desc: 'Minutes for which an access token is good, as long as its session lives.' }),
  SESSION_IDLE_DAYS: whole(1, 365)({ default: 30, desc: 'Days after which a session ends that nobody takes up again.' }),
  SESSION_MAX_DAYS: whole(1, 730)({ default: 180, desc: 'Days after which every session ends, however much it is used.' }),
  SIGNING_KEY_DAYS: whole(1, 730)({ default: 90, desc: 'Days after which another key signs access tokens (docs/operations.md).' }),
  SERVICE_TOKEN_MAX_DAYS: whole(1, 3_650)({ default: 365, desc: 'Days for which a service token may be good at most.' }),
  CORS_ORIGINS: origins({ default: [], desc: 'Origins of web apps that may call the API from a browser, parted by commas. Also the allow-list of websockets.' }),
  TRUSTED_PROXIES: addresses({ default: [], desc: 'Addresses or networks (CIDR) whose X-Forwarded-For is believed, parted by commas.' }),

  SMTP_URL: storeUrl('smtp', 'smtps')({ default: undefined, desc: 'The mail server, as in smtps://user:password@mail.example.org. Without it letters land in the folder `mails` of PLAZA_DATA_DIR; in production they wait.' }),
  SMTP_TLS_CA_FILE: str({ default: undefined, desc: 'Certificates (PEM) that the mail server is verified with, where the usual ones don\'t do.' }),
  SMTP_REQUIRE_TLS: bool({ default: true, desc: 'Send over smtp:// only after STARTTLS; false lets letters and password go out in clear where the server offers none.' }),
  MAIL_FROM: str({ default: 'Plaza <plaza@localhost>', desc: 'Who letters are from.' }),
  MAIL_ATTEMPTS: whole(1, 100)({ default: 12, desc: 'How often a letter is tried before it is given up; with the default for about half a day.' }),
  MAIL_RETRY_SECONDS: whole(0, 3_600)({ default: 30, desc: 'Seconds until a letter is tried again that could not be sent; doubled with each failure, up to an hour.' }),

  LOG_LEVEL: str({ choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], default: 'info', desc: 'The least level that is logged.' }),
  LOG_PRETTY: bool({ default: false, desc: 'Logs for people at a terminal instead of JSON lines.' }),

  GRAPHQL_JIT: bool({ default: true, desc: 'Compile operations (graphql-jit); false executes them with graphql-js.' }),
  ENTITY_CACHE: bool({ default: true, desc: 'Keep users, posts and comments in the cache by id and revision.' }),
  ANSWER_CACHE_SECONDS: whole(0, 30)({ default: 10, desc: 'Seconds for which answers to anonymous viewers are kept; 0 switches it off.' }),
  HOME_TIMELINES: bool({ default: true, desc: 'Keep the home feeds of active readers in Redis (docs/feeds.md); false reads them from the stores. The same for all processes of an instance.' }),
  HOME_TIMELINE_ENTRIES: whole(3, 10_000)({ default: 800, desc: 'Entries that a home timeline keeps, at about 150 bytes of Redis each; what is older comes from the stores.' }),
  HOME_TIMELINE_DAYS: whole(1, 365)({ default: 14, desc: 'Days after which the timeline of somebody who does not read goes; their next read makes it anew.' }),
  FAN_OUT_BATCH: whole(1, 10_000)({ default: 1_000, desc: 'Followers to whose timelines a post is written in one go.' }),
  FAN_OUT_MOST_FOLLOWERS: whole(1, 10_000_000)({ default: 10_000, desc: 'Followers up to which what somebody publishes is written to timelines; of those with more it is read when feeds are, from then on.' }),
  EXPLORER: bool({ default: true, desc: 'Serve Apollo Sandbox at the GraphQL URL and the offline explorer at /explorer.' }),
  DEMO_DATA: bool({ default: true, desc: 'Fill an empty embedded store with the demo world at the first start.' }),

  MAX_POST_LENGTH: whole(1, 100_000)({ default: 5_000, desc: 'The longest text of a post, in Unicode code points.' }),
  MAX_COMMENT_LENGTH: whole(1, 100_000)({ default: 2_000, desc: 'The longest text of a comment, in Unicode code points.' }),
  MAX_BODY_BYTES: whole(1_024, 10_485_760)({ default: 262_144, desc: 'The largest HTTP body.' }),
  MAX_MESSAGE_BYTES: whole(1_024, 1_048_576)({ default: 65_536, desc: 'The largest websocket message.' }),
  MAX_TOKENS: whole(100, 20_000)({ default: 2_000, desc: 'Lexical tokens of a GraphQL document.' }),
  MAX_DEPTH: whole(3, 50)({ default: 16, desc: 'Nested fields of an operation. The introspection that tools ask for has 15.' }),
  MAX_ALIASES: whole(1, 1_000)({ default: 30, desc: 'Aliased fields of an operation.' }),
  MAX_FIELDS: whole(10, 10_000)({ default: 500, desc: 'Fields of an operation, fragments spread out.' }),
  MAX_ROWS: whole(100, 1_000_000)({ default: 12_000, desc: 'Rows that an operation may ask for: nested page sizes multiplied.' }),
  MAX_COST: whole(10, 1_000_000)({ default: 2_000, desc: 'Points that one operation may cost (docs/api.md): about the commands to stores that it may make.' }),
  MAX_CONNECTIONS: whole(10, 1_000_000)({ default: 20_000, desc: 'TCP connections that one process holds, websockets among them; further ones are hung up on.' }),
  MAX_CONNECTIONS_PER_ADDRESS: whole(1, 1_000_000)({ default: 1_000, desc: 'TCP connections from one address (IPv6: per /64) to one process; trusted proxies may have all.' }),
  HEADERS_TIMEOUT_MS: whole(100, 600_000)({ default: 10_000, desc: 'Milliseconds in which the headers of a request have to arrive.' }),
  ARRIVAL_TIMEOUT_MS: whole(100, 600_000)({ default: 15_000, desc: 'Milliseconds in which a whole request has to arrive.' }),
  SILENCE_TIMEOUT_MS: whole(100, 600_000)({ default: 30_000, desc: 'Milliseconds after which a connection is ended on which a request or its answer does not move. Longer than REQUEST_TIMEOUT_MS.' }),
  KEEP_ALIVE_TIMEOUT_MS: whole(100, 600_000)({ default: 65_000, desc: 'Milliseconds for which a connection may wait for its next request; longer than the proxy in front keeps it.' }),
  MAX_SOCKETS_PER_VIEWER: whole(1, 10_000)({ default: 10, desc: 'Websockets that one person may hold in one process.' }),
  MAX_SOCKETS_PER_ADDRESS: whole(1, 1_000_000)({ default: 1_000, desc: 'Websockets from one address (IPv6: per /64) in one process, whoever has signed in on them.' }),
  MAX_ANONYMOUS_SOCKETS_PER_ADDRESS: whole(1, 100_000)({ default: 100, desc: 'Websockets from one address (IPv6: per /64) in one process on which nobody has signed in (yet).' }),
  MAX_OPERATIONS_PER_SOCKET: whole(1, 1_000)({ default: 20, desc: 'Operations that one websocket may have under way at once, subscriptions among them.' }),
  MAX_SOCKET_BACKLOG_BYTES: whole(1_024, 104_857_600)({ default: 1_048_576, desc: 'Bytes that may wait for one websocket to read them; beyond, it is closed.' }),
  SOCKET_INIT_TIMEOUT_MS: whole(100, 60_000)({ default: 3_000, desc: 'Milliseconds in which a websocket has to send connection_init.' }),
  SOCKET_IDLE_SECONDS: whole(0, 86_400)({ default: 300, desc: 'Seconds after which a websocket is closed that has no operation under way; 0 for never.' }),
  LIVE_HEARTBEAT_SECONDS: whole(1, 3_600)({ default: 60, desc: 'Seconds after which a quiet live stream is told a heartbeat, with a cursor to resume from.' }),
  POINTS_PER_VIEWER: whole(0, 1_000_000_000)({ default: 30_000, desc: 'Points a minute that a person may spend, over HTTP, websockets and live events together; 0 for no budget.' }),
  POINTS_PER_SERVICE_TOKEN: whole(0, 1_000_000_000)({ default: 120_000, desc: 'Points a minute of a service token; 0 for no budget.' }),
  POINTS_PER_ANONYMOUS_ADDRESS: whole(0, 1_000_000_000)({ default: 15_000, desc: 'Points a minute of all who are not signed in, per address (IPv6: per /64); 0 for no budget.' }),
  POINTS_PER_ADDRESS: whole(0, 1_000_000_000)({ default: 300_000, desc: 'Points a minute of all who are signed in, per address, besides their own; 0 for no budget.' }),

  APP_URL: baseUrl({ default: undefined, desc: 'Where the links of letters lead: your front end, with the pages /confirm, /reset-password and /confirm-email, each with `#token=…`. Without it Plaza serves small pages of its own, at HOST and PORT.' }),
  ACCOUNT_DELETION_GRACE_DAYS: whole(0, 365)({ default: 14, desc: 'Days for which a deleted account is hidden before it is removed; its owner may cancel that meanwhile.' }),
  SECURITY_LOG_DAYS: whole(1, 3_650)({ default: 365, desc: 'Days for which the security events of an account are kept.' }),

  POSTS_PER_MINUTE: whole(0, 1_000_000)({ default: 30, desc: 'Posts of one person in a minute; 0 for no limit.' }),
  COMMENTS_PER_MINUTE: whole(0, 1_000_000)({ default: 60, desc: 'Comments of one person in a minute; 0 for no limit.' }),
  REACTIONS_PER_MINUTE: whole(0, 1_000_000)({ default: 240, desc: 'Reactions of one person in a minute; 0 for no limit.' }),
  REPOSTS_PER_MINUTE: whole(0, 1_000_000)({ default: 60, desc: 'Reposts of one person in a minute; 0 for no limit.' }),
  FOLLOWS_PER_DAY: whole(0, 1_000_000)({ default: 500, desc: 'Follows of one person in a day, follow requests included; 0 for no limit.' }),
  SIGN_UPS_PER_ADDRESS_AND_HOUR: whole(0, 1_000_000)({ default: 30, desc: 'Sign-ups from one address (IPv6: /64) in an hour; 0 for no limit.' }),
  MAILS_PER_RECIPIENT_AND_HOUR: whole(0, 1_000_000)({ default: 5, desc: 'Letters to one recipient in an hour that anybody can ask for (confirmation, reset); 0 for no limit.' }),
  WRONG_PASSWORDS_PER_ACCOUNT: whole(0, 1_000_000)({ default: 10, desc: 'Wrong passwords for one account in 15 minutes, after which only devices that it was signed in on before may go on; 0 for no limit.' }),
  WRONG_PASSWORDS_PER_ADDRESS: whole(0, 1_000_000)({ default: 100, desc: 'Wrong passwords from one address (IPv6: /64) in an hour; 0 for no limit.' }),

  JOB_ATTEMPTS: whole(1, 100)({ default: 10, desc: 'How often a job, or an event that a consumer of the log can not handle, is tried before it is given up; with the default within about twenty minutes.' }),
  JOB_RETRY_SECONDS: whole(0, 3_600)({ default: 2, desc: 'Seconds until a job is tried again that failed; doubled with each failure, up to ten minutes.' }),
  EVENT_RETENTION_DAYS: whole(1, 365)({ default: 7, desc: 'Days for which the event log is kept.' }),
} satisfies Record<string, ValidatorSpec<unknown>>;
