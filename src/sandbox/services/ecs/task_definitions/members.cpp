#include "sandbox/services/ecs/task_definitions/members.h"

#include <limits>

#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

using Kind = MemberKind;

constexpr Member kTask[] = {
    {"taskRoleArn", Kind::kText},
    {"executionRoleArn", Kind::kText},
    {"networkMode", Kind::kText},
    {"pidMode", Kind::kText},
    {"ipcMode", Kind::kText},
    {"proxyConfiguration", Kind::kObject},
    {"ephemeralStorage", Kind::kObject},
    {"runtimePlatform", Kind::kObject},
    {"enableFaultInjection", Kind::kBoolean},
};

constexpr Member kContainer[] = {
    {"name", Kind::kText},
    {"image", Kind::kText},
    {"repositoryCredentials", Kind::kObject},
    {"cpu", Kind::kInteger},
    {"memory", Kind::kInteger},
    {"memoryReservation", Kind::kInteger},
    {"links", Kind::kTexts},
    {"essential", Kind::kBoolean},
    {"restartPolicy", Kind::kObject},
    {"entryPoint", Kind::kTexts},
    {"command", Kind::kTexts},
    {"environment", Kind::kObjects},
    {"environmentFiles", Kind::kObjects},
    {"mountPoints", Kind::kObjects},
    {"volumesFrom", Kind::kObjects},
    {"linuxParameters", Kind::kObject},
    {"secrets", Kind::kObjects},
    {"dependsOn", Kind::kObjects},
    {"startTimeout", Kind::kInteger},
    {"stopTimeout", Kind::kInteger},
    {"versionConsistency", Kind::kText},
    {"hostname", Kind::kText},
    {"user", Kind::kText},
    {"workingDirectory", Kind::kText},
    {"disableNetworking", Kind::kBoolean},
    {"privileged", Kind::kBoolean},
    {"readonlyRootFilesystem", Kind::kBoolean},
    {"dnsServers", Kind::kTexts},
    {"dnsSearchDomains", Kind::kTexts},
    {"extraHosts", Kind::kObjects},
    {"dockerSecurityOptions", Kind::kTexts},
    {"interactive", Kind::kBoolean},
    {"pseudoTerminal", Kind::kBoolean},
    {"dockerLabels", Kind::kObject},
    {"ulimits", Kind::kObjects},
    {"logConfiguration", Kind::kObject},
    {"healthCheck", Kind::kObject},
    {"systemControls", Kind::kObjects},
    {"resourceRequirements", Kind::kObjects},
    {"firelensConfiguration", Kind::kObject},
    {"credentialSpecs", Kind::kTexts},
};

constexpr Member kPortMapping[] = {
    {"containerPort", Kind::kInteger}, {"hostPort", Kind::kInteger},
    {"protocol", Kind::kText},         {"name", Kind::kText},
    {"appProtocol", Kind::kText},      {"containerPortRange", Kind::kText},
};

json::array as_array(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.push_back(json::value(text));
  return out;
}

json::array as_array(std::vector<json::object> objects) {
  json::array out;
  for (json::object& object : objects) out.push_back(json::value(std::move(object)));
  return out;
}

aws::ApiResult<json::value> read_member(const Params& given, const Member& member) {
  switch (member.kind) {
    case Kind::kText:
      return json::value(given.text_or(member.name, ""));
    case Kind::kInteger: {
      constexpr long long kMax = std::numeric_limits<std::int32_t>::max();
      ENI_TRY(const auto number, given.integer(member.name, -kMax, kMax));
      return json::value(static_cast<std::int64_t>(number.value_or(0)));
    }
    case Kind::kBoolean: {
      ENI_TRY(const auto value, given.boolean(member.name));
      return json::value(value.value_or(false));
    }
    case Kind::kTexts: {
      ENI_TRY(const auto texts, given.texts(member.name));
      return json::value(as_array(texts));
    }
    case Kind::kObjects: {
      ENI_TRY(auto objects, given.objects(member.name));
      return json::value(as_array(std::move(objects)));
    }
    case Kind::kObject: {
      const json::object* object = given.object(member.name);
      return json::value(object ? *object : json::object());
    }
  }
  return json::value();
}

}  // namespace

std::span<const Member> task_members() { return kTask; }
std::span<const Member> container_members() { return kContainer; }
std::span<const Member> port_mapping_members() { return kPortMapping; }

aws::ApiResult<json::object> read_members(const json::object& given, std::span<const Member> table,
                                          std::string_view whose) {
  const Params params{given};
  json::object out;
  for (const Member& member : table) {
    if (!params.has(member.name)) continue;
    auto value = read_member(params, member);
    if (value.has_error()) {
      return client_exception("Invalid '" + std::string(member.name) + "' setting for " + std::string(whose) +
                              ".");
    }
    out[member.name] = std::move(*value);
  }
  return out;
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* value = find(object, name);
  return value && value->is_array() ? value->get_array() : none;
}

std::string text_of(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

std::int64_t number_of(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value && value->is_int64() ? value->get_int64() : 0;
}

bool flag_of(const json::object& object, std::string_view name, bool fallback) {
  const json::value* value = find(object, name);
  return value && value->is_bool() ? value->get_bool() : fallback;
}

}  // namespace eni::sandbox::ecs_service
