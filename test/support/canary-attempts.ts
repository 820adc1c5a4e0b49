import { getNamedType, getNullableType, type GraphQLInputField, type GraphQLInputObjectType, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isRequiredInputField } from 'graphql';
import { decodeCommentId, encodeCommentId, encodePostId, encodeUserId } from '../../src/kernel/global-id.js';
import { mintId } from '../../src/kernel/ids.js';
import type { NodeType } from './canary-secrets.js';
import { schema } from './canary-walk.js';
import type { Client } from './client.js';

/** A request that names one object; what it is answered, without what differs from one moment to the next. */
export interface Attempt {
  readonly name: string;
  readonly isMutation: boolean;
  send(client: Client, id: string): Promise<string>;
}

/** Which types the id in a field may be of, as the field's name says. */
function typesOf(field: string): NodeType[] {
  if (/user/i.test(field)) return ['User'];
  if (/comment/i.test(field)) return ['Comment'];
  if (/post/i.test(field)) return ['Post'];
  if (field === 'subjectId') return ['Post', 'Comment'];
  // What hangs on an account, and is no node.
  if (field === 'tokenId' || field === 'sessionId') return [];
  throw new Error(`Teach the attempts what ${field} may name.`);
}

/** An id that nothing has, where a thing of this type could be; `beside` is a comment under whose post it would stand. */
export function unknownId(type: NodeType, beside?: string): string {
  if (beside !== undefined) return encodeCommentId({ ...decodeCommentId(beside)!, id: mintId() });
  if (type === 'User') return encodeUserId(mintId());
  const post = { authorId: mintId(), id: mintId() };
  return type === 'Post' ? encodePostId(post) : encodeCommentId({ postAuthorId: post.authorId, postId: post.id, id: mintId() });
}

/** Every mutation that takes an id of this type, and every query by id. */
export function attemptsOn(type: NodeType): Attempt[] {
  const mutations = Object.values(schema.getMutationType()!.getFields()).filter(({ args }) => args.length > 0).flatMap((mutation) => {
    const input = getNamedType(mutation.args[0]!.type) as GraphQLInputObjectType;
    const fields = Object.values(input.getFields());
    return fields
      .filter((field) => isId(field) && typesOf(field.name).includes(type))
      .map((field) => {
        const query = `mutation ($input: ${input.name}!) { ${mutation.name}(input: $input) { __typename userErrors { code message field } } }`;
        return attempt(`${mutation.name}(${field.name})`, query, (id) => ({ input: inputWith(fields, field, id) }));
      });
  });
  const queries = ['node', type.toLowerCase()]
    .filter((name) => name !== 'user')
    .map((name) => attempt(name, `query ($id: ID!) { ${name}(id: $id) { __typename id } }`, (id) => ({ id })));
  const feed = attempt('userFeed', 'query ($id: ID!) { userFeed(userId: $id) { edges { cursor } } }', (id) => ({ id }));
  return [...mutations, ...queries, ...(type === 'User' ? [feed] : [])];
}

const isId = (field: GraphQLInputField) => getNamedType(field.type).name === 'ID';

/** An input that is right in all but what it names. */
function inputWith(fields: readonly GraphQLInputField[], named: GraphQLInputField, id: string): Record<string, unknown> {
  const required = fields.filter((field) => isRequiredInputField(field) && field !== named);
  return Object.fromEntries([[named.name, id], ...required.map((field) => [field.name, isId(field) ? besideOf(field.name, id) : fitting(field)])]);
}

/** The post under which the comment stands that is named beside it. */
function besideOf(field: string, id: string): string {
  const comment = decodeCommentId(id);
  if (field !== 'postId' || !comment) throw new Error(`Teach the attempts what belongs into ${field}.`);
  return encodePostId({ authorId: comment.postAuthorId, id: comment.postId });
}

function fitting(field: { readonly type: GraphQLInputType }): unknown {
  const type = getNullableType(field.type);
  if (isListType(type)) return [fitting({ type: type.ofType as GraphQLInputType })];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) return {};
  const values: Readonly<Record<string, unknown>> = { Int: 1, DateTime: new Date(Date.now() + 3_600_000).toISOString() };
  return values[type.name] ?? 'x';
}

const attempt = (name: string, query: string, variables: (id: string) => Record<string, unknown>): Attempt => ({
  name,
  isMutation: query.startsWith('mutation'),
  async send(client, id) {
    const { status, body, headers } = await client.send({ body: JSON.stringify({ query, variables: variables(id) }) });
    return `${status} ${body} ${JSON.stringify({ ...headers, date: undefined })}`;
  },
});
