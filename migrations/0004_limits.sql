-- API keys, a row each: millions of them are never read at once. rank is the order of making, lists show the newest first.
-- hash finds a key by its value (HMAC); sealed is the value, encrypted for the row `apiKey/{id}`.
CREATE TABLE api_keys (
  rank INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  sealed TEXT NOT NULL,
  name TEXT NOT NULL,
  customer_id TEXT,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id);
CREATE UNIQUE INDEX api_keys_by_hash ON api_keys (hash);
CREATE INDEX api_keys_by_name ON api_keys (name, rank);
CREATE INDEX api_keys_by_customer ON api_keys (customer_id, rank) WHERE customer_id IS NOT NULL;

-- Which key is in which usage plan. Usage plans themselves are documents.
CREATE TABLE usage_plan_keys (
  rank INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id TEXT NOT NULL,
  key_id TEXT NOT NULL
);
CREATE UNIQUE INDEX usage_plan_keys_by_plan ON usage_plan_keys (plan_id, key_id);
CREATE INDEX usage_plan_keys_by_key ON usage_plan_keys (key_id);
