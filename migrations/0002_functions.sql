-- The code of functions, by content: the base64 of the zip archive's pieces. Functions, versions, aliases, policies and the
-- configurations of their event invocations are documents.
CREATE TABLE function_code (
  sha256 TEXT NOT NULL,
  part INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX function_code_by_part ON function_code (sha256, part);

-- Code that is being uploaded and that no version names yet: what a writer left here when it died is found and removed.
CREATE TABLE function_uploads (
  sha256 TEXT PRIMARY KEY,
  begun_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Which versions name a piece of code.
CREATE INDEX documents_by_code ON documents (body ->> '$.configuration.CodeSha256') WHERE collection = 'functionVersion';
