/** Letters: handed in with the fact that they tell of, written and sent by a worker. */
export { MailFolder, type FiledMail } from './folder-transport.js';
export { mailMigrations } from './mail.migrations.js';
export { MailRoom } from './mail-room.js';
export { MailSender } from './mail-sender.js';
export { MailStore } from './mail.store.js';
export { createSmtpTransport } from './smtp-transport.js';
export type { MailTransport } from './transport.js';
