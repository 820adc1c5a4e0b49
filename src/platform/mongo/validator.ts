import type { Document } from 'mongodb';
import type { Mongo } from './mongo.js';

const NAMESPACE_EXISTS = 48;

/** Makes the collection if it is missing, and has the store refuse documents that do not fit the JSON Schema. */
export async function putValidator(mongo: Mongo, name: string, schema: Document): Promise<void> {
  const validator = { $jsonSchema: schema };
  try {
    await mongo.db.createCollection(name, { validator });
  } catch (error) {
    if ((error as { code?: number }).code !== NAMESPACE_EXISTS) throw error;
    await mongo.db.command({ collMod: name, validator });
  }
}
