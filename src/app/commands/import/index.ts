/** Networks from elsewhere, and what they leave in the stores. */
export { createImportDeps, type ImportDeps, type ImportWriters } from './deps.js';
export { forgetImports } from './forget-imports.js';
export { importMigrations } from './import.migrations.js';
export { type ImportOptions, importNetwork } from './import-network.js';
export { withImportLock } from './import-lock.js';
export { findInput, type Input } from './input-files.js';
export { createProgress, type Progress, silent } from './progress.js';
export { ImportRefused } from './refused.js';
export { type ImportSummary, type KindSummary, printSummary } from './summary.js';
