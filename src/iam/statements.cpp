#include "iam/statements.h"

namespace eni::iam {

namespace {

Result<json::object> read_policy(std::string_view document) {
  ENI_TRY(json::value parsed, parse_json(document));
  if (!parsed.is_object()) return Error{"the policy is not a JSON object", ""};
  return std::move(parsed.get_object());
}

/// A document's statements, of which one may stand without its array.
json::array statements_of(const json::object& document) {
  const json::value* statements = find(document, "Statement");
  if (!statements) return {};
  return statements->is_array() ? statements->get_array() : json::array{*statements};
}

}  // namespace

Result<json::object> without_statement(std::string_view document, std::string_view id) {
  ENI_TRY(json::object policy, read_policy(document));
  json::array kept;
  for (json::value& statement : statements_of(policy)) {
    if (text_at(statement, "Sid") != id) kept.push_back(std::move(statement));
  }
  policy["Statement"] = std::move(kept);
  return policy;
}

Result<json::object> with_statement(std::string_view document, const json::object& statement) {
  ENI_TRY(json::object policy, read_policy(document));
  json::array statements = statements_of(policy);
  const std::string id = text_at(statement, "Sid");
  bool is_replaced = false;
  for (json::value& existing : statements) {
    if (text_at(existing, "Sid") != id) continue;
    existing = statement;
    is_replaced = true;
  }
  if (!is_replaced) statements.push_back(statement);
  policy["Statement"] = std::move(statements);
  return policy;
}

bool has_statement(std::string_view document, std::string_view id) {
  const auto parsed = parse_json(document);
  if (!parsed || !parsed->is_object()) return false;
  for (const json::value& statement : statements_of(parsed->get_object())) {
    if (text_at(statement, "Sid") == id) return true;
  }
  return false;
}

}  // namespace eni::iam
