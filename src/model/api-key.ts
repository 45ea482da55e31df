import type { ApiKey } from "@aws-sdk/client-api-gateway";

/** An API key as it is stored, without its value. */
export type StoredApiKey = Omit<ApiKey, "value" | "id"> & { id: string };
