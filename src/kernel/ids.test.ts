import { expect, test } from '@jest/globals';
import { idFromBytes, idToBytes, isId, mintId, mintIdFrom, timeOf } from './ids.js';

test('ids sort as the times that they were minted for, and tell them', () => {
  const times = [0, 1, 1_600_000_000_000, 1_600_000_000_001, 4_102_444_800_000].map((ms) => new Date(ms));
  const ids = times.map((time) => mintId(time));
  expect([...ids].sort()).toEqual(ids);
  expect(ids.map(timeOf)).toEqual(times);
  for (const id of ids) expect(isId(id)).toBe(true);
});

test('ids of one process never go backwards', () => {
  const ids = Array.from({ length: 5_000 }, () => mintId());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the same time and seed give the same id, others another', () => {
  const at = new Date(1_600_000_000_000);
  expect(mintIdFrom(at, 'network/post/1')).toBe(mintIdFrom(at, 'network/post/1'));
  expect(mintIdFrom(at, 'network/post/1')).not.toBe(mintIdFrom(at, 'network/post/2'));
  expect(timeOf(mintIdFrom(at, 'x'))).toEqual(at);
});

test('bytes go and come back; what is no id of ours is none', () => {
  const id = mintId();
  expect(idFromBytes(idToBytes(id))).toBe(id);
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(15), Buffer.alloc(16), Buffer.alloc(17), Buffer.alloc(16, 255)]) expect(idFromBytes(bytes)).toBeNull();
  for (const text of ['', id.toUpperCase(), ` ${id}`, `${id}\n`, id.replaceAll('-', ''), '936da01f-9abd-4d9d-80c7-02af85c822a8', null, undefined, 5, {}, [id]]) expect(isId(text)).toBe(false);
});
