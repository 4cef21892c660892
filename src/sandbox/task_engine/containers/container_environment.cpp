#include "sandbox/task_engine/containers/container_environment.h"

#include <set>

#include "base/excerpt.h"
#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr const char* kEndpoint = "http://169.254.170.2";

Result<void> check_variables(const Variables& variables) {
  for (const auto& [name, value] : variables) {
    if (name.empty() || name.find('=') != std::string::npos)
      return daemon_refuses("invalid environment variable: " + excerpt(name) + "=");
    // The value may be a secret: only the name is told.
    if (name.find('\0') != std::string::npos || value.find('\0') != std::string::npos)
      return cannot_create("the environment variable " + excerpt(name) + " has a null character");
  }
  return {};
}

std::set<std::string> names_in(const json::object& definition) {
  std::set<std::string> out;
  for (const json::value& variable : array_at(definition, "environment"))
    out.insert(text_at(variable, "name"));
  return out;
}

/// Those of files weigh more than the image's and less than the definition's.
Result<void> add_files(const json::object& definition, const ContainerFacts& facts, Variables& variables) {
  if (array_at(definition, "environmentFiles").empty()) return {};
  if (!facts.environment_files)
    return cannot_create("environmentFiles is not supported by the sandbox: the files were not read");
  const std::set<std::string> said = names_in(definition);
  for (const auto& [name, value] : *facts.environment_files)
    if (!said.contains(name)) variables[name] = value;
  return {};
}

Result<void> add_secrets(const json::object& definition, const ContainerFacts& facts, Variables& variables) {
  for (const json::value& secret : array_at(definition, "secrets")) {
    const std::string name = text_at(secret, "name");
    const auto value = facts.secrets.find(name);
    if (value == facts.secrets.end()) return cannot_create("the secret " + excerpt(name) + " has no value");
    variables[name] = value->second;
  }
  return {};
}

void add_ecs_variables(const ContainerFacts& facts, Variables& variables) {
  const std::string endpoint = kEndpoint;
  variables["ECS_CONTAINER_METADATA_URI"] = endpoint + "/v3/" + facts.metadata_id;
  variables["ECS_CONTAINER_METADATA_URI_V4"] = endpoint + "/v4/" + facts.metadata_id;
  variables["ECS_AGENT_URI"] = endpoint + "/api/" + facts.metadata_id;
  variables["AWS_EXECUTION_ENV"] = "AWS_ECS_EC2";
  if (!facts.credentials_id.empty())
    variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + facts.credentials_id;
}

}  // namespace

Result<Variables> environment_of(const json::object& definition, const images::ProgramSettings& settings,
                                 const ContainerFacts& facts, const std::string& host_name) {
  Variables variables = settings.environment;
  ENI_CHECK(add_files(definition, facts, variables));
  ENI_CHECK(add_secrets(definition, facts, variables));
  add_ecs_variables(facts, variables);
  if (flag_at(definition, "pseudoTerminal")) variables.emplace("TERM", "xterm");
  if (!host_name.empty()) variables.emplace("HOSTNAME", host_name);
  std::string& home = variables["HOME"];
  if (home.empty()) home = facts.user.home;
  ENI_CHECK(check_variables(variables));
  return variables;
}

}  // namespace eni::sandbox::task_engine
