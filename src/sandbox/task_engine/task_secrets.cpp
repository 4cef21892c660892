#include "sandbox/task_engine/task_secrets.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/images/execution_principal.h"
#include "sandbox/task_engine/secret_value.h"

namespace eni::sandbox::task_engine {

namespace {

/// Source: amazon-ecs-agent, taskresource/ssmsecret, and its ResourceInitializationError.
Error cannot_resolve(const TaskToRun& task, const std::string& why) {
  return {"ResourceInitializationError: resource cannot be initialized for task ARN: " + task.arn +
              ": unable to pull secrets or registry auth: execution resource retrieval failed: " + why,
          ""};
}

std::string said(const aws::ApiError& error) { return error.code + ": " + error.message; }

enum class Use { kVariable, kLogOption, kRegistryLogin };

struct Wanted {
  std::string container;
  std::string name;        ///< of the variable or option
  std::string value_from;  ///< name or ARN of a parameter, ARN of a secret
  Use use = Use::kVariable;
};

void add_wanted(std::vector<Wanted>& out, const std::string& container, const json::array& secrets, Use use) {
  for (const json::value& secret : secrets)
    out.push_back({container, text_at(secret, "name"), text_at(secret, "valueFrom"), use});
}

std::vector<Wanted> wanted_secrets(const json::array& containers) {
  std::vector<Wanted> out;
  for (const json::value& container : containers) {
    const std::string name = text_at(container, "name");
    const std::string login = text_at(object_at(container, "repositoryCredentials"), "credentialsParameter");
    if (!login.empty()) out.push_back({name, "", login, Use::kRegistryLogin});
    add_wanted(out, name, array_at(container, "secrets"), Use::kVariable);
    add_wanted(out, name, array_at(object_at(container, "logConfiguration"), "secretOptions"),
               Use::kLogOption);
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
  json::object params{{"Name", parameter_name(value_from)}, {"WithDecryption", true}};
  auto calling = env.gateway.call(principal, task.region, "ssm", "GetParameter", std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error())
    co_return cannot_resolve(task, "unable to retrieve secret from ssm: " + said(reply.error()));
  co_return text_at(object_at(reply->value, "Parameter"), "Value");
}

/// @return  the SecretString; "" of a secret of bytes
Task<ApiResult<std::string>> ask_for_secret(Environment& env, const Principal& principal,
                                            SecretReference reference) {
  json::object params{{"SecretId", reference.id}};
  if (!reference.version_stage.empty()) params["VersionStage"] = reference.version_stage;
  if (!reference.version_id.empty()) params["VersionId"] = reference.version_id;
  auto calling =
      env.gateway.call(principal, reference.region, "secretsmanager", "GetSecretValue", std::move(params));
  const auto reply = co_await std::move(calling);
  if (reply.has_error()) co_return reply.error();
  co_return text_at(reply->value, "SecretString");
}

Task<Result<std::string>> read_secret(Environment& env, const Principal& principal, const TaskToRun& task,
                                      std::string value_from) {
  const std::string prefix = "unable to retrieve secret from asm: ";
  const auto reference = read_secret_reference(value_from);
  if (reference.has_error()) co_return cannot_resolve(task, prefix + reference.error().message);
  auto asking = ask_for_secret(env, principal, *reference);
  const auto secret = co_await std::move(asking);
  if (secret.has_error())
    co_return cannot_resolve(task, prefix +
                                       "service call has been retried 1 time(s): failed to fetch secret " +
                                       reference->id + " from secrets manager: " + said(secret.error()));
  // The agent's container would find "".
  if (secret->empty())
    co_return cannot_resolve(task, prefix + "the secret " + reference->id + " has no SecretString");
  if (reference->json_key.empty()) co_return *secret;
  auto value = value_of_json_key(*secret, reference->json_key);
  if (value.has_error()) co_return cannot_resolve(task, prefix + value.error().message);
  co_return *std::move(value);
}

Task<Result<images::Credentials>> read_login(Environment& env, const Principal& principal,
                                             const TaskToRun& task, std::string credentials_parameter) {
  const std::string prefix = "unable to get registry auth from asm: ";
  auto asking = ask_for_secret(env, principal, login_reference(credentials_parameter, task.region));
  const auto secret = co_await std::move(asking);
  if (secret.has_error())
    co_return cannot_resolve(task,
                             prefix +
                                 "service call has been retried 1 time(s): asm fetching secret from the "
                                 "service for " +
                                 credentials_parameter + ": " + said(secret.error()));
  auto login = read_registry_login(*secret);
  if (login.has_error()) co_return cannot_resolve(task, prefix + login.error().message);
  co_return *std::move(login);
}

}  // namespace

images::Credentials TaskSecrets::registry_login(const std::string& container) const {
  const auto found = registry_logins.find(container);
  return found == registry_logins.end() ? images::Credentials{} : found->second;
}

Task<Result<TaskSecrets>> resolve_secrets(Environment& env, HostAgents& agents, TaskToRun task) {
  TaskSecrets out;
  const std::vector<Wanted> wanted = wanted_secrets(task.containers);
  if (wanted.empty()) co_return out;
  auto finding = execution_principal(env, agents, task);
  const auto principal = co_await std::move(finding);
  if (principal.has_error()) co_return cannot_resolve(task, principal.error().message);
  for (const Wanted& one : wanted) {
    if (one.use == Use::kRegistryLogin) {
      auto reading = read_login(env, *principal, task, one.value_from);
      ENI_CO_TRY(out.registry_logins[one.container], co_await std::move(reading));
      continue;
    }
    auto reading = is_secret_arn(one.value_from) ? read_secret(env, *principal, task, one.value_from)
                                                 : read_parameter(env, *principal, task, one.value_from);
    ENI_CO_TRY(std::string value, co_await std::move(reading));
    (one.use == Use::kLogOption ? out.log_options : out.variables)[one.container][one.name] =
        std::move(value);
  }
  co_return out;
}

}  // namespace eni::sandbox::task_engine
