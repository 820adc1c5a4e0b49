import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/platform/config/settings.js';

interface Service {
  image?: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  networks?: string[];
  healthcheck?: { test: string[] };
}

/** Read as YAML, since compose itself can't be had everywhere; nothing here is started. */
const text = readFileSync('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: object; networks: object };
const services = Object.entries(compose.services);

test('every service has a health check, and waits only for services that there are', () => {
  for (const [name, service] of services) {
    expect([name, service.healthcheck?.test[0]]).toEqual([name, 'CMD']);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services).toHaveProperty(other);
      expect(condition).toBe('service_healthy');
    }
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks ?? []));
    for (const volume of service.volumes ?? []) {
      const source = volume.split(':')[0]!;
      if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source);
    }
  }
});

test('the roles run with settings that exist, and no secret has a default', () => {
  const roles = ['api', 'realtime', 'worker'];
  for (const role of roles) {
    const { environment } = compose.services[role]!;
    expect(environment).toMatchObject({ PLAZA_ROLE: role });
    expect(Object.keys(SETTINGS)).toEqual(expect.arrayContaining(Object.keys(environment!)));
    expect(environment!.MASTER_SECRET).toMatch(/^\$\{MASTER_SECRET:\?/);
  }
  expect(text.match(/\$\{POSTGRES_PASSWORD[^}]*/g)!.every((use) => use.startsWith('${POSTGRES_PASSWORD:?'))).toBe(true);
});

test('the health of a role is asked where the app answers it, and nginx knows the services by name', () => {
  expect(compose.services.api!.healthcheck!.test.join(' ')).toContain('http://127.0.0.1:4000/readyz');
  const nginx = readFileSync('deploy/nginx.conf', 'utf8');
  for (const [, host] of nginx.matchAll(/server (\w+):4000;/g)) expect(compose.services).toHaveProperty(host!);
});
