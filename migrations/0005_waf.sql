-- Which stages a web ACL protects.
CREATE INDEX definitions_by_web_acl ON definitions (body ->> '$.webAclArn') WHERE kind = 'restStage';
