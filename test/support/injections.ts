/** Parts of attacks on whatever reads a text as more than a text: SQL, Mongo, patterns, templates, paths, shells, GraphQL. */
const CORES = [
  "' OR 1=1 --", "' OR '1'='1", "'; DROP TABLE profiles; --", "' UNION SELECT password_hash FROM accounts --", "'; SELECT pg_sleep(5); --", "1; COPY profiles TO PROGRAM 'id'", '$$; SELECT 1; $$', "\\'; --", "'||(SELECT version())||'", "E'\\x27'", ') OR (1=1', '%27%20OR%201=1', "' AND extractvalue(1,1) --", "admin'--", '"; --', '`; --',
  '{"$gt":""}', '{"$ne":null}', '{"$where":"sleep(5000)"}', '{"$regex":".*"}', '$where', '$ne', '[$ne]=1', '{"$function":{"body":"return 1"}}', "'; return true; var x='", "this.constructor.constructor('return process')()", '$$ROOT', '$text', 'a.b.$[]', '.$id',
  '%', '_', '%%', '\\%', '.*', '^.*$', '(a+)+$', '((a+)+)+b', '[a-z]{1,99999}', '\\', '\\\\', '(?=x)', '*', '?',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__',
  '{{7*7}}', '${7*7}', '#{7*7}', '<%= 7*7 %>', '../../etc/passwd', '..\\..\\win.ini', '/etc/passwd', 'file:///etc/passwd', 'C:\\x', '; id', '| id', '$(id)', '`id`', '&& id',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '<svg/onload=alert(1)>', '<!--', ']]>', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '\r\nSet-Cookie: x=1', '%0d%0aX: 1', 'x\tb',
  '") { id } } #', '}}}}', '"""', '\\u0022', '{ __schema { types { name } } }', 'null', 'undefined', 'NaN', 'true', '-1', '1e309', '0x10', '*:*', 'FLUSHALL', '\r\nFLUSHALL\r\n', 'KEYS *', '*3\r\n$3\r\nSET\r\n',
];

const WRAPS: readonly ((core: string) => string)[] = [(core) => core, (core) => `ada${core}`, (core) => `${core} ${core}`, (core) => `x ${core} #@`];

/** Three hundred and more texts, each of which means something to something that should never see it. */
export const INJECTIONS: readonly string[] = WRAPS.flatMap((wrap) => CORES.map(wrap));
