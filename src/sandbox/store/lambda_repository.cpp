#include "sandbox/store/lambda_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {

namespace {

std::optional<std::string> serialized(const std::optional<json::object>& value) {
  if (!value) return std::nullopt;
  return json::serialize(*value);
}

}  // namespace

std::string LambdaFunction::text(std::string_view member) const { return text_at(configuration, member); }

std::int64_t LambdaFunction::integer(std::string_view member) const {
  return integer_at(configuration, member);
}

LambdaRepository::LambdaRepository(sqlite::Database& database)
    : aliases{database, "lambda.alias"},
      last_versions_{database, "lambda.last-version"},
      create_{database,
              "INSERT INTO lambda_function (account, region, name, configuration, code_sha256, policy, "
              "policy_revision,"
              " tags, event_invoke_config, reserved_concurrency) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
              "?10)"},
      find_{database,
            "SELECT account, region, name, configuration, policy, policy_revision, tags, event_invoke_config,"
            " reserved_concurrency FROM lambda_function WHERE account = ?1 AND region = ?2 AND name = ?3"},
      code_{database,
            "SELECT c.zip FROM lambda_function f JOIN lambda_code c ON c.sha256 = f.code_sha256 "
            "WHERE f.account = ?1 AND f.region = ?2 AND f.name = ?3"},
      code_sha256_{
          database,
          "SELECT code_sha256 FROM lambda_function WHERE account = ?1 AND region = ?2 AND name = ?3"},
      unzipped_bytes_{database, "SELECT unzipped_bytes FROM lambda_code WHERE sha256 = ?1"},
      put_code_{database,
                "INSERT OR IGNORE INTO lambda_code (sha256, zip_bytes, unzipped_bytes, zip) "
                "VALUES (?1, ?2, ?3, ?4)"},
      drop_unused_code_{database,
                        "DELETE FROM lambda_code WHERE NOT EXISTS "
                        "(SELECT 1 FROM lambda_function WHERE code_sha256 = lambda_code.sha256)"},
      update_{database,
              "UPDATE lambda_function SET configuration = ?4, policy = ?5, policy_revision = ?6, tags = ?7,"
              " event_invoke_config = ?8, reserved_concurrency = ?9"
              " WHERE account = ?1 AND region = ?2 AND name = ?3"},
      set_code_{
          database,
          "UPDATE lambda_function SET code_sha256 = ?4 WHERE account = ?1 AND region = ?2 AND name = ?3"},
      remove_{database,
              "DELETE FROM lambda_function WHERE account = ?1 AND region = ?2 AND (name = ?3 OR "
              "substr(name, 1, length(?3) + 1) = ?3 || ':')"},
      versions_{
          database,
          "SELECT account, region, name, configuration, policy, policy_revision, tags, event_invoke_config,"
          " reserved_concurrency FROM lambda_function WHERE account = ?1 AND region = ?2 AND "
          "name > ?3 || ':' AND name < ?3 || ';' ORDER BY CAST(substr(name, length(?3) + 2) AS INTEGER)"},
      list_{database,
            "SELECT account, region, name, configuration, policy, policy_revision, tags, event_invoke_config,"
            " reserved_concurrency FROM lambda_function WHERE account = ?1 AND region = ?2 AND name > ?3"
            " AND instr(name, ':') = 0 ORDER BY name LIMIT ?4"},
      usage_{database,
             "SELECT coalesce(sum(instr(f.name, ':') = 0), 0), coalesce(sum(c.zip_bytes), 0) "
             "FROM lambda_function f JOIN lambda_code c ON c.sha256 = f.code_sha256"
             " WHERE f.account = ?1 AND f.region = ?2"},
      add_event_{database,
                 "INSERT INTO lambda_event (request_id, account, region, function, payload, client_context,"
                 " received, attempts, next_attempt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      update_event_{database,
                    "UPDATE lambda_event SET attempts = ?2, next_attempt = ?3 WHERE request_id = ?1"},
      remove_event_{database, "DELETE FROM lambda_event WHERE request_id = ?1"},
      all_events_{database,
                  "SELECT request_id, account, region, function, payload, client_context, received, attempts,"
                  " next_attempt FROM lambda_event ORDER BY next_attempt"},
      database_{database} {}

LambdaFunction LambdaRepository::read(const sqlite::Statement& row) {
  LambdaFunction function;
  function.key = {row.text(0), row.text(1), row.text(2)};
  function.configuration = read_document(row, 3);
  function.policy = read_list(row, 4);
  function.policy_revision = row.text(5);
  function.tags = read_document(row, 6);
  if (!row.is_null(7)) function.event_invoke_config = read_document(row, 7);
  if (!row.is_null(8)) function.reserved_concurrency = row.integer(8);
  return function;
}

void LambdaRepository::insert(const LambdaFunction& function, std::string_view code_sha256) {
  create_.run(function.key.account, function.key.region, function.key.name,
              json::serialize(function.configuration), code_sha256, json::serialize(function.policy),
              function.policy_revision, json::serialize(function.tags),
              serialized(function.event_invoke_config), function.reserved_concurrency);
}

void LambdaRepository::create(const LambdaFunction& function, const LambdaCode& code) {
  sqlite::Transaction transaction{database_};
  if (!unzipped_bytes(code.sha256))
    put_code_.run(code.sha256, code.zip.size(), code.unzipped_bytes, code.zip);
  insert(function, code.sha256);
  transaction.commit();
}

void LambdaRepository::create_version(const LambdaFunction& version, const FunctionKey& key) {
  insert(version,
         first_row(code_sha256_.query(key.account, key.region, key.name), sqlite::first_text).value_or(""));
}

std::optional<LambdaFunction> LambdaRepository::find(const FunctionKey& key) {
  return first_row(find_.query(key.account, key.region, key.name), read);
}

std::string LambdaRepository::code(const FunctionKey& key) {
  return first_row(code_.query(key.account, key.region, key.name), sqlite::first_text).value_or("");
}

std::optional<std::int64_t> LambdaRepository::unzipped_bytes(std::string_view sha256) {
  return first_row(unzipped_bytes_.query(sha256), sqlite::first_integer<>);
}

bool LambdaRepository::update(const LambdaFunction& function) {
  update_.run(function.key.account, function.key.region, function.key.name,
              json::serialize(function.configuration), json::serialize(function.policy),
              function.policy_revision, json::serialize(function.tags),
              serialized(function.event_invoke_config), function.reserved_concurrency);
  return database_.changes() > 0;
}

void LambdaRepository::set_code(const FunctionKey& key, const LambdaCode& code) {
  sqlite::Transaction transaction{database_};
  if (!unzipped_bytes(code.sha256))
    put_code_.run(code.sha256, code.zip.size(), code.unzipped_bytes, code.zip);
  set_code_.run(key.account, key.region, key.name, code.sha256);
  drop_unused_code_.run();
  transaction.commit();
}

bool LambdaRepository::remove(const FunctionKey& key) {
  for (const NamedDocument& alias : aliases_of(key)) aliases.remove(alias.account, alias.region, alias.name);
  last_versions_.remove(key.account, key.region, key.name);
  remove_.run(key.account, key.region, key.name);
  const bool was_there = database_.changes() > 0;
  drop_unused_code_.run();
  return was_there;
}

std::vector<LambdaFunction> LambdaRepository::versions(const FunctionKey& function) {
  return all_rows(versions_.query(function.account, function.region, function.name), read);
}

std::int64_t LambdaRepository::last_version(const FunctionKey& function) {
  const auto last = last_versions_.find(function.account, function.region, function.name);
  return last ? integer_at(last->document, "number") : 0;
}

void LambdaRepository::set_last_version(const FunctionKey& function, std::int64_t number) {
  last_versions_.put({function.account, function.region, function.name, 0, json::object{{"number", number}}});
}

std::vector<NamedDocument> LambdaRepository::aliases_of(const FunctionKey& function) {
  const std::string prefix = function.name + ":";
  auto rows = aliases.list(function.account, function.region, prefix);
  std::erase_if(rows, [&](const NamedDocument& row) { return !row.name.starts_with(prefix); });
  return rows;
}

std::vector<LambdaFunction> LambdaRepository::list(std::string_view account, std::string_view region,
                                                   std::string_view after, std::int64_t limit) {
  return all_rows(list_.query(account, region, after, limit), read);
}

LambdaRepository::Usage LambdaRepository::usage(std::string_view account, std::string_view region) {
  const auto read_usage = [](const auto& row) { return Usage{row.integer(0), row.integer(1)}; };
  return first_row(usage_.query(account, region), read_usage).value();
}

void LambdaRepository::add_event(const LambdaEvent& event) {
  add_event_.run(event.request_id, event.function.account, event.function.region, event.function.name,
                 event.payload, event.client_context, event.received, event.attempts, event.next_attempt);
}

void LambdaRepository::update_event(const LambdaEvent& event) {
  update_event_.run(event.request_id, event.attempts, event.next_attempt);
}

void LambdaRepository::remove_event(std::string_view request_id) { remove_event_.run(request_id); }

std::vector<LambdaEvent> LambdaRepository::all_events() {
  return all_rows(all_events_.query(), [](const auto& row) {
    return LambdaEvent{row.text(0),    {row.text(1), row.text(2), row.text(3)},
                       row.text(4),    row.text(5),
                       row.integer(6), row.integer(7),
                       row.integer(8)};
  });
}

}  // namespace eni::sandbox
