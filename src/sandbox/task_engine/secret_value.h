#pragma once
/// A secret of Secrets Manager as a task definition names it, and what is read out of its value.
/// Source: Amazon ECS Developer Guide, "Pass Secrets Manager secrets through Amazon ECS environment variables", "Using non-AWS container
/// images in Amazon ECS"; aws/amazon-ecs-agent, agent/taskresource/asmsecret, agent/asm.
#include <string>
#include <string_view>

#include "aws/identifiers.h"
#include "base/result.h"
#include "sandbox/images/registry/docker_config.h"

namespace eni::sandbox::task_engine {

struct SecretReference {
  std::string id;      ///< an ARN, or a name where a name will do
  aws::Region region;  ///< the ARN's
  std::string json_key = {};
  std::string version_stage = {};
  std::string version_id = {};
};

/// Whether a valueFrom is Secrets Manager's; all others are parameters of Systems Manager.
bool is_secret_arn(std::string_view value_from);

/// arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, with or without ":json-key:version-stage:version-id", any of which may be empty.
/// @error  the agent's words for other numbers of parts
Result<SecretReference> read_secret_reference(std::string_view value_from);

/// What credentialsParameter names: an ARN, or the name of a secret of the task's own Region. It is taken whole, so that there is no
/// such secret where a json-key, version-stage or version-id is in it.
SecretReference login_reference(const std::string& credentials_parameter, const aws::Region& own_region);

/// A key's value as the agent writes it: a string as it is, everything else as Go's %v does, so 1000000 is 1e+06.
/// @param secret  the SecretString
/// @error  it is no JSON object, or has no such key. Never with what is in it
Result<std::string> value_of_json_key(const std::string& secret, const std::string& key);

/// The login in a secret {"username": …, "password": …} of repositoryCredentials.
/// @error  the agent's words. Never with what is in it
Result<images::Credentials> read_registry_login(const std::string& secret);

}  // namespace eni::sandbox::task_engine
