import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                ADMIN_ACCESS_KEY_ID: "test",
                ADMIN_SECRET_ACCESS_KEY: "test",
                ENCRYPTION_KEY,
                // Not text, so it is no variable of the worker: test/support/migrate.ts reads it.
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
                TEST_FUZZ: { requests: process.env["FUZZ_REQUESTS"] ?? "3000", seed: process.env["FUZZ_SEED"] ?? "1" },
              },
            },
          })),
        ],
        test: {
          name: "workers",
          include: ["test/**/*.test.ts"],
          exclude: ["test/acceptance/**", "test/node/**"],
          // A runtime per file costs a second of start-up each; migrate.ts empties the storage between files instead.
          isolate: false,
          setupFiles: ["./test/support/migrate.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "node",
          include: ["test/acceptance/**/*.test.ts", "test/node/**/*.test.ts"],
          globalSetup: ["test/support/gateway-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
