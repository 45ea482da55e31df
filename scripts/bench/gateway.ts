/** The gateway as the bench runs and manages it. */

export const gatewaySecrets = {
  ADMIN_ACCESS_KEY_ID: "test",
  ADMIN_SECRET_ACCESS_KEY: "test",
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
};

/** Settings of the SDK's clients that manage it. */
export const clientSettings = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
