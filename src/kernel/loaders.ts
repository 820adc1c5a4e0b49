/** Names the loaders of a module and their type; compared by identity. */
export class LoaderKey<T> {
  declare protected readonly type: T;
  constructor(readonly name: string) {}
}

export type LoaderFactory<T> = (loaders: Loaders) => T;

/**
 * The loaders of one request, or of one event that many viewers wait for: never kept longer, so that nothing old shows.
 * Keys name the viewer wherever an answer depends on who asks.
 */
export class Loaders {
  private readonly made = new Map<LoaderKey<unknown>, unknown>();

  constructor(private readonly factories: LoaderFactories) {}

  get<T>(key: LoaderKey<T>): T {
    let loaders = this.made.get(key) as T | undefined;
    if (loaders === undefined) {
      loaders = this.factories.make(key, this);
      this.made.set(key, loaders);
    }
    return loaders;
  }

  /** Forgets everything read so far: what a mutation calls after its commit, before it renders what changed. */
  reset(): void {
    this.made.clear();
  }
}

/** What every module registers once, at assembly. */
export class LoaderFactories {
  private readonly factories = new Map<LoaderKey<unknown>, LoaderFactory<unknown>>();

  register<T>(key: LoaderKey<T>, factory: LoaderFactory<T>): this {
    this.factories.set(key, factory);
    return this;
  }

  make<T>(key: LoaderKey<T>, loaders: Loaders): T {
    const factory = this.factories.get(key);
    if (!factory) throw new Error(`No loaders are registered for "${key.name}".`);
    return factory(loaders) as T;
  }
}
