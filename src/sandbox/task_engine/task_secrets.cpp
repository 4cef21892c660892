#include "sandbox/task_engine/task_secrets.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/images/execution_principal.h"

namespace eni::sandbox::task_engine {

namespace {

/// Source: amazon-ecs-agent, taskresource/ssmsecret, and its ResourceInitializationError.
Error cannot_resolve(const TaskToRun& task, const std::string& why) {
  return {"ResourceInitializationError: resource cannot be initialized for task ARN: " + task.arn +
              ": unable to pull secrets or registry auth: execution resource retrieval failed: " + why,
          ""};
}

struct Wanted {
  std::string container;
  std::string name;        ///< of the variable or option
  std::string value_from;  ///< name or ARN of a parameter
  bool is_log_option = false;
};

void add_wanted(std::vector<Wanted>& out, const std::string& container, const json::array& secrets,
                bool is_log_option) {
  for (const json::value& secret : secrets)
    out.push_back({container, text_at(secret, "name"), text_at(secret, "valueFrom"), is_log_option});
}

std::vector<Wanted> wanted_secrets(const json::array& containers) {
  std::vector<Wanted> out;
  for (const json::value& container : containers) {
    const std::string name = text_at(container, "name");
    add_wanted(out, name, array_at(container, "secrets"), false);
    add_wanted(out, name, array_at(object_at(container, "logConfiguration"), "secretOptions"), true);
  }
  return out;
}

/// arn:aws:ssm:REGION:ACCOUNT:parameter/path/name -> /path/name, parameter/name -> name: the same parameter with or without its slash.
std::string parameter_name(const std::string& value_from) {
  constexpr std::string_view kParameter = ":parameter/";
  const auto at = value_from.find(kParameter);
  if (!value_from.starts_with("arn:") || at == std::string::npos) return value_from;
  const std::string name = value_from.substr(at + kParameter.size());
  return name.find('/') == std::string::npos ? name : "/" + name;
}

Task<Result<std::string>> read_parameter(Environment& env, const Principal& principal, const TaskToRun& task,
                                         std::string value_from) {
  if (value_from.find(":secretsmanager:") != std::string::npos)
    co_return cannot_resolve(task, "Secrets Manager is not in the sandbox: " + value_from);
  json::object params{{"Name", parameter_name(value_from)}, {"WithDecryption", true}};
  auto calling = env.gateway.call(principal, task.region, "ssm", "GetParameter", std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error())
    co_return cannot_resolve(
        task, "unable to retrieve secret from ssm: " + reply.error().code + ": " + reply.error().message);
  co_return text_at(object_at(reply->value, "Parameter"), "Value");
}

}  // namespace

Task<Result<TaskSecrets>> resolve_secrets(Environment& env, HostAgents& agents, TaskToRun task) {
  TaskSecrets out;
  const std::vector<Wanted> wanted = wanted_secrets(task.containers);
  if (wanted.empty()) co_return out;
  auto finding = execution_principal(env, agents, task);
  const auto principal = co_await std::move(finding);
  if (principal.has_error()) co_return cannot_resolve(task, principal.error().message);
  for (const Wanted& one : wanted) {
    auto reading = read_parameter(env, *principal, task, one.value_from);
    ENI_CO_TRY(std::string value, co_await std::move(reading));
    (one.is_log_option ? out.log_options : out.variables)[one.container][one.name] = std::move(value);
  }
  co_return out;
}

}  // namespace eni::sandbox::task_engine
