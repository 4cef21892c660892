#pragma once
/// The sandbox's own registry, which is ECR for its tasks: under which names they mean it, where it is, and with which login they pull.
#include <map>
#include <optional>
#include <string>

#include "oci/reference.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/images/pull_failure.h"
#include "sandbox/images/registry/docker_config.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// Whose registry a name means: a private registry of ECR by its name on AWS, whatever its account; this sandbox by the loopback and its
/// port, or a name below localhost. By the loopback it is `otherwise`, as the registry itself takes it. Nothing: it is not the sandbox's.
/// @param endpoint_url  of the sandbox
std::optional<oci::EcrRegistry> own_registry(const std::string& host, const std::string& endpoint_url,
                                             const oci::EcrRegistry& otherwise);

/// Where the sandbox is reached from itself: of one that listens on all addresses, the loopback.
std::string own_url(const std::string& endpoint_url);

/// The login that ecr:GetAuthorizationToken gives in that registry's Region, to the task's execution role if it has one, else to the
/// host's: as the ECS agent asks for it.
/// @param env, agents  outlive it
/// @error  kEcrLogin
/// Source: Amazon ECS Developer Guide, "Amazon ECS task execution IAM role" and "Amazon ECS container instance IAM role";
/// aws/amazon-ecs-agent, agent/dockerclient/dockerauth/ecr.go.
Task<images::PullResult<images::Credentials>> log_in_to_ecr(Environment& env, HostAgents& agents,
                                                            TaskToRun task, oci::EcrRegistry registry);

}  // namespace eni::sandbox::task_engine
