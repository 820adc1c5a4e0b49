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

/** Adds properties to what the store knows of a collection's documents; what it knows already stays. */
export async function extendValidator(mongo: Mongo, name: string, properties: Document): Promise<void> {
  const [found] = await mongo.db.listCollections<{ name: string; options: { validator: { $jsonSchema: Document } } }>({ name }).toArray();
  const { $jsonSchema: schema } = found!.options.validator;
  await putValidator(mongo, name, { ...schema, properties: { ...(schema['properties'] as Document), ...properties } });
}
