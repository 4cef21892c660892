#include "sandbox/store/lambda_layer_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

LambdaLayerRepository::LambdaLayerRepository(sqlite::Database& database)
    : last_versions_{database, "lambda.last-layer-version"},
      create_{database,
              "INSERT INTO lambda_layer_version (account, region, name, version, arn, document, code,"
              " unzipped_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      find_{database,
            "SELECT account, region, name, version, document, unzipped_bytes, policy, policy_revision"
            " FROM lambda_layer_version WHERE account = ?1 AND region = ?2 AND name = ?3 AND version = ?4"
            " AND deleted = 0"},
      code_{database,
            "SELECT code FROM lambda_layer_version WHERE account = ?1 AND region = ?2 AND name = ?3"
            " AND version = ?4"},
      update_policy_{database,
                     "UPDATE lambda_layer_version SET policy = ?5, policy_revision = ?6"
                     " WHERE account = ?1 AND region = ?2 AND name = ?3 AND version = ?4"},
      remove_{database,
              "UPDATE lambda_layer_version SET deleted = 1"
              " WHERE account = ?1 AND region = ?2 AND name = ?3 AND version = ?4"},
      forget_{
          database,
          "DELETE FROM lambda_layer_version WHERE deleted = 1 AND NOT EXISTS (SELECT 1 FROM lambda_function"
          " WHERE instr(configuration, '\"' || arn || '\"') > 0)"},
      list_{database,
            "SELECT account, region, name, version, document, unzipped_bytes, policy, policy_revision"
            " FROM lambda_layer_version WHERE account = ?1 AND region = ?2 AND (?3 = '' OR name = ?3)"
            " AND deleted = 0 ORDER BY name, version DESC"} {}

LambdaLayerVersion LambdaLayerRepository::read(const sqlite::Statement& row) {
  LambdaLayerVersion layer;
  layer.key = {row.text(0), row.text(1), row.text(2)};
  layer.version = row.integer(3);
  layer.document = read_document(row, 4);
  layer.unzipped_bytes = row.integer(5);
  layer.policy = read_list(row, 6);
  layer.policy_revision = row.text(7);
  return layer;
}

std::int64_t LambdaLayerRepository::next_version(const LayerKey& key) {
  NamedDocument last{key.account, key.region, key.name};
  if (auto found = last_versions_.find(key.account, key.region, key.name)) last = *std::move(found);
  const std::int64_t next = integer_at(last.document, "Version") + 1;
  last.document["Version"] = next;
  last_versions_.put(last);
  return next;
}

void LambdaLayerRepository::create(const LambdaLayerVersion& layer, std::string_view code) {
  create_.run(layer.key.account, layer.key.region, layer.key.name, layer.version,
              text_at(layer.document, "LayerVersionArn"), json::serialize(layer.document), code,
              layer.unzipped_bytes);
}

std::optional<LambdaLayerVersion> LambdaLayerRepository::find(const LayerKey& key, std::int64_t version) {
  return first_row(find_.query(key.account, key.region, key.name, version), read);
}

std::string LambdaLayerRepository::code(const LayerKey& key, std::int64_t version) {
  return first_row(code_.query(key.account, key.region, key.name, version), sqlite::first_text).value_or("");
}

void LambdaLayerRepository::update_policy(const LambdaLayerVersion& layer) {
  update_policy_.run(layer.key.account, layer.key.region, layer.key.name, layer.version,
                     json::serialize(layer.policy), layer.policy_revision);
}

void LambdaLayerRepository::remove(const LayerKey& key, std::int64_t version) {
  remove_.run(key.account, key.region, key.name, version);
  forget_.run();
}

std::vector<LambdaLayerVersion> LambdaLayerRepository::list(std::string_view account, std::string_view region,
                                                            std::string_view name) {
  return all_rows(list_.query(account, region, name), read);
}

}  // namespace eni::sandbox
