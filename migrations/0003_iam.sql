-- Users, groups, roles and managed policies, with what ties them together. All of an account's identities are one aggregate: every
-- write to anything here adds one to the revision, and aborts when another writer has moved it.

CREATE TABLE iam_revision (only INTEGER PRIMARY KEY CHECK (only = 1), revision INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO iam_revision VALUES (1, 0);

-- name is in lower case: AWS's names differ in more than case.
CREATE TABLE iam_entities (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX iam_entities_by_name ON iam_entities (kind, name);

CREATE TABLE iam_inline_policies (
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (owner, name)
) WITHOUT ROWID;

-- member: user → group; attached: user, group or role → policy; boundary: user or role → policy.
CREATE TABLE iam_links (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (source, kind, target)
) WITHOUT ROWID;
CREATE INDEX iam_links_by_target ON iam_links (target, kind, source);

-- secret is sealed under ENCRYPTION_KEY for the row `iamAccessKey/{id}`.
CREATE TABLE iam_access_keys (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  status TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX iam_access_keys_by_user ON iam_access_keys (user_id, id);
