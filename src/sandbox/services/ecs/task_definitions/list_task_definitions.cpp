/// ListTaskDefinitions and ListTaskDefinitionFamilies.
#include "base/text.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/operations.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox::ecs_service {
namespace {

/// A page's key is FAMILY:REVISION.
ApiResult<void> go_on_after(EcsTaskDefinitionQuery& query, std::string_view key) {
  if (key.empty()) return {};
  const auto colon = key.rfind(':');
  const auto revision = colon == std::string_view::npos ? std::nullopt : parse_integer(key.substr(colon + 1));
  if (!revision) return aws::invalid_parameter("Invalid nextToken");
  query.after_family = key.substr(0, colon);
  query.after_revision = *revision;
  return {};
}

bool fits(const EcsTaskDefinitionFamily& family, std::string_view status) {
  return status.empty() || status == "ALL" || family.active == (status == "ACTIVE");
}

}  // namespace

ApiResult<Reply> list_task_definitions(Call& call) {
  EcsTaskDefinitionQuery query;
  query.family = call.params.text_or("familyPrefix", "");
  ENI_TRY(const auto page, read_page(call));
  ENI_CHECK(go_on_after(query, page.after));
  query.status = read_ecs_status<EcsTaskDefinitionStatus>(call.params.text_or("status", ""))
                     .value_or(EcsTaskDefinitionStatus::kActive);
  query.descending = call.params.text_or("sort", "") == "DESC";
  query.limit = static_cast<std::int64_t>(page.limit) + 1;
  auto rows = call.store<EcsTaskDefinitionRepository>().list(place_of(call), query);
  const bool more = rows.size() > page.limit;
  if (more) rows.pop_back();
  json::array arns;
  for (const auto& row : rows) arns.push_back(json::value(row.arn));
  json::object reply{{"taskDefinitionArns", std::move(arns)}};
  if (more) end_page(reply, more, rows.back().family + ":" + std::to_string(rows.back().revision));
  return Reply{std::move(reply)};
}

ApiResult<Reply> list_task_definition_families(Call& call) {
  const std::string status = call.params.text_or("status", "");
  ENI_TRY(const auto page, read_page(call));
  auto rows = call.store<EcsTaskDefinitionRepository>().list_families(
      place_of(call), call.params.text_or("familyPrefix", ""), page.after);
  std::erase_if(rows, [&status](const EcsTaskDefinitionFamily& row) { return !fits(row, status); });
  const bool more = rows.size() > page.limit;
  if (more) rows.resize(page.limit);
  json::array families;
  for (const auto& row : rows) families.push_back(json::value(row.family));
  json::object reply{{"families", std::move(families)}};
  if (more) end_page(reply, more, rows.back().family);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
