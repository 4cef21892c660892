#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/compatibilities.h"
#include "sandbox/services/ecs/task_definitions/containers.h"
#include "sandbox/services/ecs/task_definitions/execution_role.h"
#include "sandbox/services/ecs/task_definitions/members.h"
#include "sandbox/services/ecs/task_definitions/operations.h"
#include "sandbox/services/ecs/task_definitions/required_attributes.h"
#include "sandbox/services/ecs/task_definitions/task_definition_value.h"
#include "sandbox/services/ecs/task_definitions/task_input.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxBytes = 65'536;

std::set<std::string> names_of(const json::array& volumes) {
  std::set<std::string> names;
  for (const json::value& volume : volumes) names.insert(text_of(volume.as_object(), "name"));
  return names;
}

ApiResult<TaskSize> read_size(const Call& call, json::object& document) {
  ENI_TRY(const auto size, read_task_size(call.params.text_or("cpu", ""), call.params.text_or("memory", "")));
  if (size.cpu_units) document["cpu"] = std::to_string(*size.cpu_units);
  if (size.memory_mib) document["memory"] = std::to_string(*size.memory_mib);
  return size;
}

ApiResult<void> add_compatibilities(const Call& call, json::object& document, const TaskSize& size) {
  ENI_TRY(const auto required, read_required_compatibilities(call));
  if (contains(required, "FARGATE")) ENI_CHECK(check_fargate(document, size));
  document["compatibilities"] = compatibilities_of(document, size);
  if (required.empty()) return {};
  json::array names;
  for (const std::string& name : required) names.push_back(json::value(name));
  document["requiresCompatibilities"] = std::move(names);
  return {};
}

ApiResult<json::object> read_document(const Call& call) {
  ENI_TRY(auto document, read_task_members(call));
  ENI_TRY(const auto size, read_size(call, document));
  ENI_TRY(auto volumes, read_volumes(call));
  TaskContext task{
      .network_mode = text_of(document, "networkMode"), .size = size, .volumes = names_of(volumes)};
  if (task.network_mode.empty()) task.network_mode = "bridge";
  document["volumes"] = std::move(volumes);
  ENI_TRY(document["placementConstraints"], read_placement_constraints(call));
  ENI_TRY(document["containerDefinitions"], read_containers(call, task));
  ENI_CHECK(check_execution_role(document));
  ENI_CHECK(add_compatibilities(call, document, size));
  document["requiresAttributes"] = required_attributes_of(document);
  if (const std::size_t bytes = json::serialize(document).size(); bytes > kMaxBytes) {
    return client_exception("Actual length: '" + std::to_string(bytes) + "'. Max allowed length is '" +
                            std::to_string(kMaxBytes) + "' bytes.");
  }
  return document;
}

EcsTaskDefinition new_revision(const Call& call, const std::string& family, json::object document) {
  auto& repository = call.store<EcsTaskDefinitionRepository>();
  EcsTaskDefinition definition;
  definition.account = call.account().value;
  definition.region = call.region.value;
  definition.family = family;
  definition.revision = repository.take_revision(place_of(call), family);
  definition.arn = call.arn("ecs", "task-definition/" + family + ":" + std::to_string(definition.revision));
  definition.registered = now_millis(call.env);
  definition.registered_by = call.principal.arn;
  definition.document = std::move(document);
  repository.insert(definition);
  return definition;
}

}  // namespace

ApiResult<Reply> register_task_definition(Call& call) {
  ENI_TRY(const auto family, read_family(call));
  ENI_TRY(auto document, read_document(call));
  ENI_TRY(const auto tags, read_tags(call));
  ENI_CHECK(may_pass_roles(call, document));
  ENI_CHECK(may_tag_on_create(call, tags, call.arn("ecs", "task-definition/" + family + ":*"),
                              "RegisterTaskDefinition"));
  const EcsTaskDefinition definition = new_revision(call, family, std::move(document));
  call.store<EcsTagRepository>().set_tags(definition.arn, tags);
  json::object reply{{"taskDefinition", task_definition_value(definition)}};
  if (!tags.empty()) reply["tags"] = tags_value(tags);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ecs_service
