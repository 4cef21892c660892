#pragma once
/// The agent's registration as values: what it sends, and what it makes of the answer.
/// Source: amazon-ecs-agent, ecs-agent/api/ecs/client/ecs_client.go.
#include <string>
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"
#include "sandbox/hosts/agent_config.h"
#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts {

/// The instance identity document of the metadata.
json::object identity_document(const Machine& machine);

/// The parameters of RegisterContainerInstance.
/// @param cluster  the name or ARN to register with
/// @param former   the container instance that the machine is; "" at its first registration
/// @param tags     those of the settings, and those that are propagated
/// @error          memory is reserved that the machine does not have
Result<json::object> registration_params(const Machine& machine, const AgentConfig& config,
                                         std::string_view cluster, std::string_view former,
                                         const std::map<std::string, std::string>& tags);

/// Whether the agent gives up. All other errors it tries again, at longer and longer intervals.
bool is_terminal(const aws::ApiError& error);
/// Whether a cluster is missing that the agent makes if it is the default one.
bool is_cluster_not_found(const aws::ApiError& error);

/// As the AWS SDK for Go prints it: "operation error ECS: RegisterContainerInstance, https response error StatusCode: 400, …".
std::string error_text(std::string_view operation, const aws::ApiError& error, std::string_view request_id);

}  // namespace eni::sandbox::hosts
