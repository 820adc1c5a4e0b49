import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ForwardArgs, toConnection } from '../../../graphql/connection.js';
import type { GraphContext } from '../../../graphql/context.js';
import { Policy } from '../../../graphql/policy.js';
import { toPayload } from '../../../graphql/user-error.js';
import { readPage } from '../../../kernel/page.js';
import { type CreateServiceToken, MAX_PER_ACCOUNT } from './create-service-token.js';
import { findServiceToken, listServiceTokens, type ServiceTokenLists, serviceTokensOf } from './list-service-tokens.js';
import type { RevokeServiceToken } from './revoke-service-token.js';
import { CreateServiceTokenInput, CreateServiceTokenPayload, RevokeServiceTokenInput, RevokeServiceTokenPayload } from './service-token.payloads.js';
import { SERVICE_TOKEN_POLICIES } from './service-token.policy.js';
import { ServiceTokenConnection, ServiceTokenEdge, ServiceTokenType } from './service-token.type.js';
import { toServiceToken } from './service-token.view.js';
import { ViewerType } from '../viewer.type.js';

export interface ServiceTokenParts {
  readonly createServiceToken: CreateServiceToken;
  readonly revokeServiceToken: RevokeServiceToken;
  readonly listed: ServiceTokenLists;
}

@Resolver(() => ViewerType)
export class ServiceTokenResolver {
  constructor(private readonly parts: ServiceTokenParts) {}

  @Policy(SERVICE_TOKEN_POLICIES.serviceTokens)
  @Query(() => ServiceTokenConnection, { nullable: true, description: 'All service tokens that are good now, the latest first. For admins.' })
  async serviceTokens(@Args(() => ForwardArgs) args: ForwardArgs, @Ctx() { viewer, loaders }: GraphContext): Promise<ServiceTokenConnection> {
    const page = await listServiceTokens(this.parts.listed, viewer, readPage('serviceTokens', args), loaders);
    return toConnection(ServiceTokenConnection, ServiceTokenEdge, 'serviceTokens', page, (row) => row.token.sessionId, (row) => ({ node: toServiceToken(row) }));
  }

  @FieldResolver(() => [ServiceTokenType], { description: `The service tokens that act for the viewer now, the latest first; at most ${MAX_PER_ACCOUNT}.`, name: 'serviceTokens' })
  async ownServiceTokens(@Root() { signedIn }: ViewerType, @Ctx() { loaders }: GraphContext): Promise<ServiceTokenType[]> {
    return (await serviceTokensOf(this.parts.listed, signedIn, signedIn.userId, MAX_PER_ACCOUNT, loaders)).map(toServiceToken);
  }

  @Policy(SERVICE_TOKEN_POLICIES.createServiceToken)
  @Mutation(() => CreateServiceTokenPayload, { nullable: true, description: 'Makes a token with which a machine acts for an account, within scopes and until a time. It is told once. For admins, who have just given their password.' })
  async createServiceToken(
    @Arg('input', () => CreateServiceTokenInput, { description: 'What for.' }) input: CreateServiceTokenInput,
    @Ctx() { viewer, loaders }: GraphContext,
  ): Promise<CreateServiceTokenPayload> {
    return toPayload(CreateServiceTokenPayload, await this.parts.createServiceToken(viewer, input), async ({ token, sessionId }) => {
      const shown = await findServiceToken(this.parts.listed, viewer, sessionId, loaders);
      return { token, serviceToken: shown && toServiceToken(shown) };
    });
  }

  @Policy(SERVICE_TOKEN_POLICIES.revokeServiceToken)
  @Mutation(() => RevokeServiceTokenPayload, { nullable: true, description: 'Ends a service token that acts for the viewer, or any for an admin: it is good for nothing from now on, and its sockets are closed.' })
  async revokeServiceToken(
    @Arg('input', () => RevokeServiceTokenInput, { description: 'Which.' }) input: RevokeServiceTokenInput,
    @Ctx() { viewer }: GraphContext,
  ): Promise<RevokeServiceTokenPayload> {
    return toPayload(RevokeServiceTokenPayload, await this.parts.revokeServiceToken(viewer, input), ({ tokenId }) => ({ revokedTokenId: tokenId }));
  }
}
