#include "sandbox/services/ecs/task_definitions/task_input.h"

#include <algorithm>
#include <set>

#include "aws/arn.h"
#include "base/excerpt.h"
#include "placement/expression.h"
#include "placement/request.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/members.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxName = 255;

bool is_name(std::string_view text) {
  return text.size() <= kMaxName && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

/// A member that takes one of a few words; "" is absent.
struct Words {
  std::string_view member;
  std::span<const std::string_view> words;
};

constexpr std::string_view kNetworkModes[] = {"bridge", "host", "awsvpc", "none"};
constexpr std::string_view kPidModes[] = {"host", "task"};
constexpr std::string_view kIpcModes[] = {"host", "task", "none"};
constexpr std::string_view kArchitectures[] = {"X86_64", "ARM64"};
constexpr std::string_view kSystems[] = {"LINUX",
                                         "WINDOWS_SERVER_2016_FULL",
                                         "WINDOWS_SERVER_2019_CORE",
                                         "WINDOWS_SERVER_2019_FULL",
                                         "WINDOWS_SERVER_2004_CORE",
                                         "WINDOWS_SERVER_20H2_CORE",
                                         "WINDOWS_SERVER_2022_CORE",
                                         "WINDOWS_SERVER_2022_FULL",
                                         "WINDOWS_SERVER_2025_CORE",
                                         "WINDOWS_SERVER_2025_FULL"};

constexpr Words kTaskWords[] = {
    {"networkMode", kNetworkModes}, {"pidMode", kPidModes}, {"ipcMode", kIpcModes}};
constexpr Words kPlatformWords[] = {{"cpuArchitecture", kArchitectures}, {"operatingSystemFamily", kSystems}};

std::string in_list(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

ApiResult<void> check_words(const json::object& object, std::span<const Words> table) {
  for (const Words& row : table) {
    const std::string value = text_of(object, row.member);
    if (!value.empty() && std::find(row.words.begin(), row.words.end(), value) == row.words.end()) {
      return client_exception(std::string(row.member) + " '" + value + "' is not one of [" +
                              in_list(row.words) + "]");
    }
  }
  return {};
}

/// A role may be given by its name alone.
std::string role_arn(const Call& call, const std::string& role) {
  return role.starts_with("arn:") ? role : call.global_arn("iam", "role/" + role);
}

}  // namespace

ApiResult<std::string> read_family(const Call& call) {
  std::string family = call.params.text_or("family", "");
  if (family.empty()) return client_exception("Family should not be null or empty.");
  if (family.size() > kMaxName) return client_exception("Family should be at most 255 characters long.");
  if (!is_name(family)) return client_exception("Family contains invalid characters.");
  return family;
}

ApiResult<json::object> read_task_members(const Call& call) {
  ENI_TRY(auto members, read_members(call.params.all(), task_members(), "task"));
  ENI_CHECK(check_words(members, kTaskWords));
  if (const json::object* platform = call.params.object("runtimePlatform"))
    ENI_CHECK(check_words(*platform, kPlatformWords));
  for (const char* member : {"taskRoleArn", "executionRoleArn"}) {
    const std::string role = text_of(members, member);
    if (role.empty()) {
      members.erase(member);
    } else if (!aws::is_role_arn(role_arn(call, role))) {
      return client_exception("Role is not valid");
    }
  }
  return members;
}

ApiResult<json::array> read_volumes(const Call& call) {
  ENI_TRY(const auto given, object_list(call, "volumes"));
  json::array volumes;
  std::set<std::string> names;
  for (const json::object& volume : given) {
    const std::string name = Params{volume}.text_or("name", "");
    if (name.empty()) return client_exception("Volume.name should not be null or empty.");
    if (!is_name(name)) return client_exception("Volume.name contains invalid characters.");
    if (!names.insert(name).second) return client_exception("Duplicate volume name '" + name + "'.");
    volumes.push_back(volume);
  }
  return volumes;
}

ApiResult<json::array> read_placement_constraints(const Call& call) {
  ENI_TRY(const auto given, object_list(call, "placementConstraints"));
  if (given.size() > placement::kMaxConstraints)
    return client_exception("A task definition can have at most 10 placement constraints.");
  json::array constraints;
  for (const json::object& constraint : given) {
    const Params members{constraint};
    const std::string type = members.text_or("type", "");
    const std::string expression = members.text_or("expression", "");
    if (type != "memberOf") {
      return client_exception("Invalid placement constraint type '" + type +
                              "': a task definition can have memberOf only.");
    }
    const auto parsed = placement::Expression::parse(expression);
    if (parsed.has_error()) {
      return client_exception("Invalid placement constraint expression '" + excerpt(expression) +
                              "': " + parsed.error().message);
    }
    constraints.push_back(json::object{{"type", type}, {"expression", expression}});
  }
  return constraints;
}

ApiResult<void> may_pass_roles(const Call& call, const json::object& definition) {
  for (const char* member : {"taskRoleArn", "executionRoleArn"}) {
    const std::string role = text_of(definition, member);
    if (role.empty()) continue;
    ENI_CHECK(call.require("iam:PassRole", role_arn(call, role),
                           {{"iam:PassedToService", "ecs-tasks.amazonaws.com"}}));
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
