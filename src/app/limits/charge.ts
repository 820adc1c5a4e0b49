import { getOperationAST } from 'graphql';
import type { GraphContext } from '../../graphql/context.js';
import type { CostModel } from '../../graphql/cost.js';
import type { PointStatement } from '../../graphql/rate-limit.type.js';
import { type AppError, rateLimited } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/viewer.js';
import { BUDGET_WINDOW_MS, type PointBudgets, type Spent } from '../../platform/limits/point-budgets.js';
import type { Operation } from '../api/execute.js';
import { type BudgetSizes, pursesOf } from './purses.js';

type Payer = Pick<GraphContext, 'viewer' | 'request' | 'account'>;

/** Takes the price of operations and events from whoever asks for them, wherever they ask. */
export class Charge {
  constructor(
    private readonly costs: CostModel,
    private readonly budgets: PointBudgets,
    private readonly sizes: BudgetSizes,
  ) {}

  /** Takes the price of an operation, known before it runs; the error to answer with where it can't be paid. */
  async operation(operation: Pick<Operation, 'document' | 'operationName' | 'variables'>, payer: Payer): Promise<AppError | null> {
    const points = this.priceOf(operation);
    return points === null ? null : this.take(points, payer);
  }

  /** Points; null where the document has no such operation. */
  priceOf({ document, operationName, variables }: Pick<Operation, 'document' | 'operationName' | 'variables'>): number | null {
    const operation = getOperationAST(document, operationName);
    return operation ? this.costs.costOf(document, operation, variables).points : null;
  }

  async take(points: number, payer: Payer): Promise<AppError | null> {
    const spending = this.budgets.spend(pursesOf(this.sizes, payer.viewer, payer.request.ipAddress), points);
    const spent = spending instanceof Promise ? await spending : spending;
    if (!spent) return null;
    payer.account.statement = statementOf(spent);
    return spent.refused ? refusalOf(spent) : null;
  }

  /** Takes the price of events that somebody has been told of; false where they can't pay. */
  async events(points: number, viewer: Viewer, address: string | null): Promise<boolean> {
    const spending = this.budgets.spend(pursesOf(this.sizes, viewer, address), points);
    const spent = spending instanceof Promise ? await spending : spending;
    return !spent?.refused;
  }

  /** What is known without asking anybody: the refusal for those who have nothing left, before anything of theirs is read. */
  refuseEmpty(viewer: Viewer, address: string | null): { readonly error: AppError; readonly statement: PointStatement } | null {
    const spent = this.budgets.empty(pursesOf(this.sizes, viewer, address));
    return spent && { error: refusalOf(spent), statement: statementOf(spent) };
  }

  /** What is no operation costs a point, too, so that nobody sends nonsense for nothing. Nobody waits for it. */
  nonsense(viewer: Viewer, address: string | null): void {
    const spending = this.budgets.spend(pursesOf(this.sizes, viewer, address), 1);
    if (spending instanceof Promise) spending.catch(() => undefined);
  }
}

const statementOf = ({ limit, cost, remaining, resetAt }: Spent): PointStatement => ({ limit, cost, remaining, resetAt: new Date(resetAt) });

function refusalOf({ cost, remaining, resetAt }: Spent): AppError {
  return rateLimited(secondsUntil(resetAt), { cost: { requested: cost, remaining, resetAt: new Date(resetAt).toISOString() } });
}

const secondsUntil = (resetAt: number): number => Math.max(1, Math.ceil((resetAt - Date.now()) / 1_000));

/** Response headers after draft-ietf-httpapi-ratelimit-headers (revision 10): the policy, and what is left of it. */
export function rateLimitHeaders({ limit, remaining, resetAt }: PointStatement): readonly (readonly [string, string])[] {
  return [
    ['ratelimit-policy', `"points";q=${limit};w=${BUDGET_WINDOW_MS / 1_000};qu="points"`],
    ['ratelimit', `"points";r=${remaining};t=${secondsUntil(resetAt.getTime())}`],
  ];
}
