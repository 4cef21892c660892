#include "sandbox/services/ecs/task_definitions/task_input.h"

#include <set>

#include "aws/arn.h"
#include "base/excerpt.h"
#include "placement/expression.h"
#include "placement/request.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/task_definitions/names.h"

namespace eni::sandbox::ecs_service {
namespace {

/// A role may be given by its name alone.
std::string role_arn(const Call& call, const std::string& role) {
  return role.starts_with("arn:") ? role : call.global_arn("iam", "role/" + role);
}

}  // namespace

ApiResult<std::string> read_family(const Call& call) {
  std::string family = call.params.text_or("family", "");
  if (family.empty()) return client_exception("Family should not be null or empty.");
  if (family.size() > kMaxNameLength)
    return client_exception("Family should be at most 255 characters long.");
  if (!is_definition_name(family)) return client_exception("Family contains invalid characters.");
  return family;
}

ApiResult<void> check_roles(const Call& call, const json::object& definition) {
  for (const char* member : {"taskRoleArn", "executionRoleArn"}) {
    const std::string role = text_at(definition, member);
    if (!role.empty() && !aws::is_role_arn(role_arn(call, role)))
      return client_exception("Role is not valid");
  }
  return {};
}

ApiResult<void> check_volumes(const json::array& volumes) {
  std::set<std::string> names;
  for (const json::value& volume : volumes) {
    const std::string name = text_at(volume, "name");
    if (name.empty()) return client_exception("Volume.name should not be null or empty.");
    if (!is_definition_name(name)) return client_exception("Volume.name contains invalid characters.");
    if (!names.insert(name).second) return client_exception("Duplicate volume name '" + name + "'.");
  }
  return {};
}

ApiResult<void> check_placement_constraints(const json::array& constraints) {
  if (constraints.size() > placement::kMaxConstraints)
    return client_exception("A task definition can have at most 10 placement constraints.");
  for (const json::value& constraint : constraints) {
    if (text_at(constraint, "type").empty())
      return client_exception("Placement constraints need a type: memberOf.");
    const std::string expression = text_at(constraint, "expression");
    const auto parsed = placement::Expression::parse(expression);
    if (parsed.has_error()) {
      return client_exception("Invalid placement constraint expression '" + excerpt(expression) +
                              "': " + parsed.error().message);
    }
  }
  return {};
}

ApiResult<void> may_pass_roles(const Call& call, const json::object& definition) {
  for (const char* member : {"taskRoleArn", "executionRoleArn"}) {
    const std::string role = text_at(definition, member);
    if (role.empty()) continue;
    ENI_CHECK(call.require("iam:PassRole", role_arn(call, role),
                           {{"iam:PassedToService", "ecs-tasks.amazonaws.com"}}));
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
