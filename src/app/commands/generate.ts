import 'reflect-metadata';
import { makeSchema, printPlazaSchema, printPolicies } from '../schema.js';
import { envExample } from '../../platform/config/env-example.js';
import { schemaResolvers } from '../assemble.js';

/** The files that are made from the code and kept in git, by path. Needs no store. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const schema = await makeSchema(schemaResolvers());
  return {
    'schema/schema.graphql': printPlazaSchema(schema),
    'schema/policies.json': printPolicies(schema),
    '.env.example': envExample(),
  };
}
