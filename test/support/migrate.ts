import { type D1Migration, applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

const { DB, TEST_MIGRATIONS } = env as unknown as { DB: D1Database; TEST_MIGRATIONS: D1Migration[] };

// Runs before each test file: the files of one worker follow each other in the same runtime, and each begins with empty storage.
await reset();
await applyD1Migrations(DB, TEST_MIGRATIONS);
