import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

export { GraphQLDateTime as DateTime };

const asText = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('Expected a string.');
  return value;
};

/** A position in a list or a stream. */
export const Cursor = new GraphQLScalarType({
  name: 'Cursor',
  description: 'A position in a list or a stream. Opaque; it stays valid at any age.',
  serialize: asText,
  parseValue: asText,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new TypeError('A cursor is a string.');
    return node.value;
  },
});

/** A web address. What comes in is checked by the rules of its field; what goes out was checked when it came in. */
export const Url = new GraphQLScalarType({
  name: 'URL',
  description: 'A web address (RFC 3986) whose scheme is http or https.',
  serialize: asText,
  parseValue: asText,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new TypeError('A URL is a string.');
    return node.value;
  },
});
