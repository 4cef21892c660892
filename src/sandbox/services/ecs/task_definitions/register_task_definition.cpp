#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/services/ecs/task_definitions/compatibilities.h"
#include "sandbox/services/ecs/task_definitions/containers.h"
#include "sandbox/services/ecs/task_definitions/execution_role.h"
#include "sandbox/services/ecs/task_definitions/operations.h"
#include "sandbox/services/ecs/task_definitions/required_attributes.h"
#include "sandbox/services/ecs/task_definitions/task_definition_value.h"
#include "sandbox/services/ecs/task_definitions/task_input.h"
#include "sandbox/shapes/known.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxBytes = 65'536;

std::set<std::string> names_of(const json::array& volumes) {
  std::set<std::string> names;
  for (const json::value& volume : volumes) names.insert(text_at(volume.as_object(), "name"));
  return names;
}

/// What is kept of the request: all that AWS's model knows. What runs containers reads it (task_engine/containers), and all is shown again.
json::object kept_of(const Call& call) {
  static const auto kModel = shapes::find_service("ecs")->find_operation("RegisterTaskDefinition")->input();
  json::object document = shapes::known_part(kModel.value(), call.params.all());
  for (const char* member : {"family", "tags", "inferenceAccelerators"}) document.erase(member);
  for (const char* member : {"taskRoleArn", "executionRoleArn", "networkMode", "pidMode", "ipcMode"})
    if (text_at(document, member).empty()) document.erase(member);
  if (array_at(document, "requiresCompatibilities").empty()) document.erase("requiresCompatibilities");
  for (const char* list : {"volumes", "placementConstraints", "containerDefinitions"})
    document.emplace(list, json::array());
  return document;
}

ApiResult<TaskSize> read_size(json::object& document) {
  ENI_TRY(const auto size, read_task_size(text_at(document, "cpu"), text_at(document, "memory")));
  document.erase("cpu");
  document.erase("memory");
  if (size.cpu_units) document["cpu"] = std::to_string(*size.cpu_units);
  if (size.memory_mib) document["memory"] = std::to_string(*size.memory_mib);
  return size;
}

ApiResult<void> add_compatibilities(json::object& document, const TaskSize& size) {
  const auto required = texts_at(document, "requiresCompatibilities");
  if (contains(required, "MANAGED_INSTANCES"))
    return unsupported("requiresCompatibilities MANAGED_INSTANCES");
  if (contains(required, "FARGATE")) ENI_CHECK(check_fargate(document, size));
  document["compatibilities"] = compatibilities_of(document, size);
  return {};
}

ApiResult<json::object> read_document(const Call& call) {
  json::object document = kept_of(call);
  ENI_CHECK(check_roles(call, document));
  ENI_TRY(const auto size, read_size(document));
  ENI_CHECK(check_volumes(array_at(document, "volumes")));
  ENI_CHECK(check_placement_constraints(array_at(document, "placementConstraints")));
  TaskContext task{.network_mode = text_at(document, "networkMode"),
                   .size = size,
                   .volumes = names_of(array_at(document, "volumes"))};
  if (task.network_mode.empty()) task.network_mode = "bridge";
  ENI_CHECK(read_containers(document.at("containerDefinitions").as_array(), task));
  ENI_CHECK(check_execution_role(document));
  ENI_CHECK(add_compatibilities(document, size));
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
