import { expect, jest, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { LiveRoot } from '../../kernel/live.js';
import { ANONYMOUS } from '../../kernel/viewer.js';
import { Frames, type FramesDeps } from './frames.js';

const schema = buildSchema('type Query { a: Int } type Subscription { count: Int! }');
const document = parse('subscription { count }');

const makerWith = (report: FramesDeps['policy']['report']) =>
  new Frames({ schema, policy: { isStoreAway: () => false, report }, factories: [], limits: { eventMs: 1_000 } } as unknown as FramesDeps).makerFor(
    { document, hash: 'hash', operationName: null, variables: {} },
    ANONYMOUS,
  );

const rootWith = (count: number | null) => ({ count, loaders: null }) as unknown as LiveRoot;

test('a frame without a flaw has nothing to report', async () => {
  const report = jest.fn();
  const frame = await makerWith(report).make(rootWith(7), ANONYMOUS);
  frame.report();
  expect(frame.flaw).toBeNull();
  expect(frame.bytes.toString()).toContain('"data":{"count":7}');
  expect(report).not.toHaveBeenCalled();
});

test('what failed is logged when the frame is told, once however many are told it, and not before', async () => {
  const report = jest.fn<FramesDeps['policy']['report']>();
  const frame = await makerWith(report).make(rootWith(null), ANONYMOUS);
  expect([frame.flaw, report.mock.calls.length]).toEqual(['error', 0]);
  for (const _ of [1, 2, 3]) frame.report();
  expect(report).toHaveBeenCalledTimes(1);
  const [errorId, , path] = report.mock.calls[0]!;
  expect([path, frame.bytes.toString()]).toEqual(['count', expect.stringContaining(errorId)]);
});
