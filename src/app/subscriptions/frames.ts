import { type DocumentNode, execute } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import { answerError, type ErrorPolicy } from '../../graphql/errors.js';
import { sharingPlan, type SharingPlan } from '../../graphql/sharing.js';
import { mintId } from '../../kernel/ids.js';
import type { LiveRoot } from '../../kernel/live.js';
import { Loaders } from '../../kernel/loaders.js';
import { unavailable } from '../../kernel/errors.js';
import { isSignedIn, type Viewer } from '../../kernel/viewer.js';
import { inTime, LATE } from '../../platform/in-time.js';
import { framesMade } from '../../platform/live/metrics.js';
import type { Frame, FrameMaker } from '../../platform/live/subscriber.js';
import { type Answer, answerOf } from '../api/execute.js';
import type { SubscriptionsDeps } from '../subscriptions.js';

export type FramesDeps = Pick<SubscriptionsDeps, 'schema' | 'policy' | 'factories' | 'limits'>;

/** What was asked, once for all who ask the same. */
export interface LiveOperation {
  readonly document: DocumentNode;
  readonly hash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Makes frames of what a subscription selects: one execution and one text for all listeners of a group. */
export class Frames {
  private readonly plans = new WeakMap<DocumentNode, Map<string | null, SharingPlan>>();

  constructor(private readonly deps: FramesDeps) {}

  makerFor(operation: LiveOperation, viewer: Viewer): FrameMaker {
    const { sameForAll, variables } = this.planOf(operation);
    // What is not given has its default, which null has not.
    const given = variables.map((name) => (Object.hasOwn(operation.variables, name) ? [operation.variables[name]] : []));
    const key = JSON.stringify([operation.hash, operation.operationName, given, sameForAll ? classOf(viewer) : personOf(viewer)]);
    return { key, make: (root, entitled) => this.make(operation, root, entitled) };
  }

  private planOf({ document, operationName }: LiveOperation): SharingPlan {
    let plans = this.plans.get(document);
    if (!plans) this.plans.set(document, (plans = new Map()));
    let plan = plans.get(operationName);
    if (!plan) plans.set(operationName, (plan = sharingPlan(this.deps.schema, document, operationName)));
    return plan;
  }

  private async make({ document, operationName, variables }: LiveOperation, root: LiveRoot, viewer: Viewer): Promise<Frame> {
    const { schema, factories, limits } = this.deps;
    const surprises = new Surprises(this.deps.policy);
    if (!('notice' in root)) framesMade.inc();
    const contextValue: GraphContext = {
      viewer,
      loaders: 'notice' in root ? new Loaders(factories) : root.loaders,
      // Nobody's in particular: what is made here goes to many.
      request: { id: mintId(), userAgent: null, ipAddress: null, arrivedAt: performance.now() },
      account: { statement: null },
    };
    try {
      const executing = Promise.resolve(execute({ schema, document, operationName, variableValues: variables, rootValue: root, contextValue }));
      const result = await inTime(executing, limits.eventMs);
      return frameOf(result === LATE ? { errors: [answerError(unavailable(), surprises)] } : answerOf(result, surprises), surprises);
    } catch (error) {
      return frameOf({ errors: [answerError(error, surprises)] }, surprises);
    }
  }
}

/** What failed in a frame: it goes to the log where the frame is told, and not where it is made again. */
class Surprises implements ErrorPolicy {
  private readonly reports: Parameters<ErrorPolicy['report']>[] = [];

  constructor(private readonly policy: ErrorPolicy) {}

  isStoreAway(error: unknown): boolean {
    return this.policy.isStoreAway(error);
  }

  report(...surprise: Parameters<ErrorPolicy['report']>): void {
    this.reports.push(surprise);
  }

  /** Once, of however many listeners. */
  tell(): void {
    for (const surprise of this.reports.splice(0)) this.policy.report(...surprise);
  }
}

/** The text from behind the operation's id, which is put before it for each listener. */
function frameOf(answer: Answer, surprises: Surprises): Frame {
  const flaw = !answer.errors ? null : answer.errors.some(({ extensions }) => extensions?.['code'] === 'SERVICE_UNAVAILABLE') ? 'away' : 'error';
  return { bytes: Buffer.from(`,"type":"next","payload":${JSON.stringify(answer)}}`), flaw, report: () => surprises.tell() };
}

/** Machines are told apart by their scopes, which bound what may be read; devices of a person, since one of them is the one that asks. */
const classOf = (viewer: Viewer): string => (isSignedIn(viewer) && viewer.scopes ? viewer.sessionId : '');
const personOf = (viewer: Viewer): string => (isSignedIn(viewer) ? viewer.sessionId : 'nobody');
