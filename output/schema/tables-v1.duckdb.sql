-- The tables with fixed types: duckdb -init output/schema/tables-v1.duckdb.sql
CREATE OR REPLACE VIEW documents AS SELECT * FROM read_json('output/documents.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  locator: 'VARCHAR',
  record: 'VARCHAR',
  other_locators: 'VARCHAR[]',
  title: 'VARCHAR',
  published: 'VARCHAR',
  published_from: 'VARCHAR',
  publisher: 'VARCHAR',
  url: 'VARCHAR',
  author: 'VARCHAR',
  language: 'VARCHAR',
  language_score: 'DOUBLE',
  encoding: 'VARCHAR',
  char_count: 'BIGINT',
  duplicate_of: 'VARCHAR',
  blocks: 'STRUCT("kind" VARCHAR, "language" VARCHAR, "char_start" BIGINT, "char_end" BIGINT)[]',
  text: 'VARCHAR'
});
CREATE OR REPLACE VIEW organisations AS SELECT * FROM read_json('output/organisations.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  name: 'VARCHAR',
  names: 'STRUCT("name" VARCHAR, "count" BIGINT)[]',
  acronym: 'VARCHAR',
  kind: 'VARCHAR',
  country: 'VARCHAR',
  ids: 'STRUCT("scheme" VARCHAR, "value" VARCHAR)[]',
  mention_count: 'BIGINT',
  document_count: 'BIGINT',
  first_seen: 'VARCHAR',
  last_seen: 'VARCHAR',
  merged: 'STRUCT("id" VARCHAR, "name" VARCHAR, "rule" VARCHAR, "score" DOUBLE)[]'
});
CREATE OR REPLACE VIEW persons AS SELECT * FROM read_json('output/persons.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  name: 'VARCHAR',
  names: 'STRUCT("name" VARCHAR, "count" BIGINT)[]',
  roles: 'STRUCT("role" VARCHAR, "organisation" VARCHAR, "count" BIGINT)[]',
  mention_count: 'BIGINT',
  document_count: 'BIGINT',
  first_seen: 'VARCHAR',
  last_seen: 'VARCHAR',
  merged: 'STRUCT("id" VARCHAR, "name" VARCHAR, "rule" VARCHAR, "score" DOUBLE)[]'
});
CREATE OR REPLACE VIEW places AS SELECT * FROM read_json('output/places.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  name: 'VARCHAR',
  names: 'STRUCT("name" VARCHAR, "count" BIGINT)[]',
  kind: 'VARCHAR',
  country: 'VARCHAR',
  region: 'VARCHAR',
  latitude: 'DOUBLE',
  longitude: 'DOUBLE',
  ids: 'STRUCT("scheme" VARCHAR, "value" VARCHAR)[]',
  mention_count: 'BIGINT',
  document_count: 'BIGINT',
  first_seen: 'VARCHAR',
  last_seen: 'VARCHAR',
  merged: 'STRUCT("id" VARCHAR, "name" VARCHAR, "rule" VARCHAR, "score" DOUBLE)[]'
});
CREATE OR REPLACE VIEW mentions AS SELECT * FROM read_json('output/mentions.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  document: 'VARCHAR',
  kind: 'VARCHAR',
  char_start: 'BIGINT',
  char_end: 'BIGINT',
  surface: 'VARCHAR',
  sentence: 'BIGINT',
  entity: 'VARCHAR',
  rule: 'VARCHAR',
  evidence: 'VARCHAR[]',
  score: 'DOUBLE',
  status: 'VARCHAR',
  status_rule: 'VARCHAR'
});
CREATE OR REPLACE VIEW dates AS SELECT * FROM read_json('output/dates.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  document: 'VARCHAR',
  char_start: 'BIGINT',
  char_end: 'BIGINT',
  surface: 'VARCHAR',
  kind: 'VARCHAR',
  value: 'VARCHAR',
  earliest: 'VARCHAR',
  latest: 'VARCHAR',
  precision: 'VARCHAR',
  anchor: 'VARCHAR',
  rule: 'VARCHAR',
  score: 'DOUBLE'
});
CREATE OR REPLACE VIEW amounts AS SELECT * FROM read_json('output/amounts.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  document: 'VARCHAR',
  char_start: 'BIGINT',
  char_end: 'BIGINT',
  surface: 'VARCHAR',
  kind: 'VARCHAR',
  value: 'DOUBLE',
  value_max: 'DOUBLE',
  unit: 'VARCHAR',
  modifier: 'VARCHAR',
  per: 'VARCHAR',
  item: 'VARCHAR',
  rule: 'VARCHAR',
  score: 'DOUBLE'
});
CREATE OR REPLACE VIEW relations AS SELECT * FROM read_json('output/relations.jsonl', format = 'newline_delimited', columns = {
  id: 'VARCHAR',
  kind: 'VARCHAR',
  directed: 'BOOLEAN',
  status: 'VARCHAR',
  members: 'STRUCT("role" VARCHAR, "entity" VARCHAR)[]',
  signatories: 'STRUCT("person" VARCHAR, "role" VARCHAR, "organisation" VARCHAR)[]',
  date: 'STRUCT("value" VARCHAR, "earliest" VARCHAR, "latest" VARCHAR)',
  place: 'VARCHAR',
  amount: 'STRUCT("mention" VARCHAR, "value" DOUBLE, "value_max" DOUBLE, "unit" VARCHAR, "shared" BOOLEAN)',
  object: 'VARCHAR',
  score: 'DOUBLE',
  document_count: 'BIGINT',
  evidence: 'STRUCT("document" VARCHAR, "char_start" BIGINT, "char_end" BIGINT, "quote" VARCHAR, "rule" VARCHAR, "mentions" VARCHAR[])[]'
});
CREATE OR REPLACE VIEW issues AS SELECT * FROM read_json('output/issues.jsonl', format = 'newline_delimited', columns = {
  locator: 'VARCHAR',
  record: 'VARCHAR',
  code: 'VARCHAR',
  severity: 'VARCHAR',
  message: 'VARCHAR'
});
