-- API definitions, their immutable deployments, and what a write owes the change log.

-- Aborts a batch: its only column is NOT NULL, and a failed check writes NULL to it.
CREATE TABLE guard (passed INTEGER NOT NULL);
INSERT INTO guard VALUES (1);

-- One row per API of any type. Every write to anything below it adds one to revision.
CREATE TABLE apis (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  region TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;

-- All that an API is made of. name is the natural key within its kind, parent the id of the owner.
CREATE TABLE definitions (
  api_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  parent TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (api_id, kind, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX definitions_by_name ON definitions (api_id, kind, name) WHERE name IS NOT NULL;
CREATE INDEX definitions_by_parent ON definitions (api_id, kind, parent, id) WHERE parent IS NOT NULL;

-- Deployed records by content. source is the truth; plan is what the compiler of that version made of it.
CREATE TABLE records (
  api_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  source TEXT NOT NULL,
  compiler INTEGER NOT NULL,
  plan TEXT NOT NULL,
  PRIMARY KEY (api_id, hash)
) WITHOUT ROWID;

-- The manifests of all deployments of an API in one table: a record belongs to every deployment whose
-- sequence lies in [from_seq, to_seq). A deployment costs the rows that changed, not the whole.
CREATE TABLE manifest (
  api_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (api_id, kind, id, from_seq)
) WITHOUT ROWID;
CREATE INDEX manifest_by_start ON manifest (api_id, from_seq);
CREATE INDEX manifest_by_end ON manifest (api_id, to_seq) WHERE to_seq IS NOT NULL;
CREATE INDEX manifest_by_hash ON manifest (api_id, hash);

-- Stages as traffic reads them; they act at once, without a deployment. The definition of a stage stands in definitions.
CREATE TABLE stage_plans (
  api_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  plan TEXT NOT NULL,
  PRIMARY KEY (api_id, stage)
) WITHOUT ROWID;

-- What stands outside of APIs: one row per thing, of its kind (collection).
CREATE TABLE documents (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  parent TEXT,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX documents_by_name ON documents (collection, name) WHERE name IS NOT NULL;
CREATE INDEX documents_by_parent ON documents (collection, parent, id) WHERE parent IS NOT NULL;

-- Changes written with the rows they speak of, until the change log has them.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  written_at INTEGER NOT NULL,
  changes TEXT NOT NULL
) WITHOUT ROWID;
