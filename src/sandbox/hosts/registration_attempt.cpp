#include "sandbox/hosts/registration_attempt.h"

#include <algorithm>
#include <map>

#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/agent_registration.h"
#include "sandbox/hosts/console.h"
#include "sandbox/hosts/egress.h"
#include "sandbox/hosts/instance_role.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kRegister = "RegisterContainerInstance";
constexpr std::string_view kDefaultCluster = "default";

/// An attribute of the settings that ECS has left out: the agent exits with 5 then, and its host stays without an agent.
std::optional<std::string> missing_attribute(const AgentConfig& config, const json::object& registered) {
  const json::array& all = array_at(registered, "attributes");
  for (const auto& [name, value] : config.attributes) {
    const auto has_name = [&name = name](const json::value& one) { return text_at(one, "name") == name; };
    if (std::ranges::none_of(all, has_name)) return name;
  }
  return std::nullopt;
}

void tell_of_retry(Console& console, const std::string& error) {
  console.agent(
      "error",
      "Received non-terminal error from RegisterContainerInstance call, retrying with exponential backoff",
      {{"error", error}});
}

/// Those of the settings, over those of the instance if they are propagated.
Task<std::map<std::string, std::string>> tags_of(Environment& env, const Principal& principal,
                                                 const Machine& machine, const AgentConfig& config) {
  std::map<std::string, std::string> tags = config.tags;
  if (!config.propagates_tags) co_return tags;
  json::array values;
  values.emplace_back(machine.instance_id);
  json::object filter{{"Name", "resource-id"}};
  filter["Value"] = std::move(values);
  json::array filters;
  filters.push_back(std::move(filter));
  json::object params;
  params["Filter"] = std::move(filters);
  auto calling = env.gateway.call(principal, machine.region, "ec2", "DescribeTags", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(calling);
  if (!reply) {
    Console{env, machine.instance_id}.agent(
        "error", "Could not retrieve tags from EC2",
        {{"error",
          "operation error EC2: DescribeTags, " + reply.error().code + ": " + reply.error().message}});
    co_return tags;
  }
  for (const json::value& entry : array_at(reply->value, "tagSet")) {
    const std::string key = text_at(entry, "key");
    if (!key.starts_with("aws:")) tags.emplace(key, text_at(entry, "value"));
  }
  co_return tags;
}

Task<ApiResult<Reply>> make_default_cluster(Environment& env, const Principal& principal,
                                            const Machine& machine) {
  Console console{env, machine.instance_id};
  json::object params{{"clusterName", kDefaultCluster}};
  auto calling = env.gateway.call(principal, machine.region, "ecs", "CreateCluster", std::move(params));
  ApiResult<Reply> reply = co_await std::move(calling);
  if (reply) {
    console.agent("info", "Successfully created a cluster", {{"cluster", std::string(kDefaultCluster)}});
  } else {
    const std::string error = error_text("CreateCluster", reply.error(), env.random.uuid());
    console.agent("critical", "Could not create cluster",
                  {{"cluster", std::string(kDefaultCluster)}, {"error", error}});
    console.agent("error", "Error registering container instance", {{"error", error}});
  }
  co_return reply;
}

Task<RegistrationAttempt> enter(Environment& env, const Principal& principal, const Machine& machine,
                                const AgentConfig& config, const std::string& known_arn) {
  Console console{env, machine.instance_id};
  const std::string cluster = config.cluster.empty() ? std::string(kDefaultCluster) : config.cluster;
  auto tagging = tags_of(env, principal, machine, config);
  const auto tags = co_await std::move(tagging);
  bool may_make_cluster = config.cluster.empty();
  for (;;) {
    auto params = registration_params(machine, config, cluster, known_arn, tags);
    if (params.has_error()) {
      console.agent("critical", "Unable to register as a container instance with ECS",
                    {{"error", params.error().message}});
      co_return RegistrationAttempt{RegistrationAttempt::Ending::kOver, {}};
    }
    auto calling = env.gateway.call(principal, machine.region, "ecs", kRegister, *std::move(params));
    const ApiResult<Reply> reply = co_await std::move(calling);
    if (reply) {
      const json::object& registered = object_at(reply->value, "containerInstance");
      const std::string arn = text_at(registered, "containerInstanceArn");
      if (const auto missing = missing_attribute(config, registered)) {
        console.agent("critical", "Instance registration attempt with an invalid attribute",
                      {{"error", "Attribute validation failed: " + *missing}});
        publish_agent_disconnected(env, machine);
        co_return RegistrationAttempt{RegistrationAttempt::Ending::kOver, {}};
      }
      console.agent("info", "Registered container instance with cluster!");
      console.agent("info", "Instance registration completed successfully",
                    {{"instanceArn", arn}, {"cluster", cluster}});
      co_return RegistrationAttempt{RegistrationAttempt::Ending::kJoined, arn};
    }
    const std::string error = error_text(kRegister, reply.error(), env.random.uuid());
    console.agent("error", "Unable to register as a container instance with ECS", {{"error", error}});
    if (!is_terminal(reply.error())) {
      tell_of_retry(console, error);
      co_return RegistrationAttempt{};
    }
    console.agent("error", "Received terminal error from RegisterContainerInstance call, exiting",
                  {{"error", error}});
    if (!may_make_cluster || !is_cluster_not_found(reply.error())) {
      console.agent("error", "Error registering container instance", {{"error", error}});
      co_return RegistrationAttempt{RegistrationAttempt::Ending::kOver, {}};
    }
    may_make_cluster = false;
    auto making = make_default_cluster(env, principal, machine);
    const ApiResult<Reply> made = co_await std::move(making);
    if (!made) co_return RegistrationAttempt{RegistrationAttempt::Ending::kOver, {}};
  }
}

}  // namespace

Task<RegistrationAttempt> attempt_to_register(Environment& env, const Machine& machine,
                                              const AgentConfig& config, const std::string& known_arn) {
  Console console{env, machine.instance_id};
  auto asking = instance_credentials(env, machine);
  const auto principal = co_await std::move(asking);
  if (principal.has_error()) {
    const std::string& reason = principal.error().message;
    console.agent("warn", "Error getting valid credentials", {{"error", reason}});
    tell_of_retry(console,
                  "operation error ECS: RegisterContainerInstance, get identity: get credentials: "
                  "failed to refresh cached credentials, " +
                      reason);
    co_return RegistrationAttempt{};
  }
  console.agent("info", "Registering Instance with ECS");
  if (!reaches_aws(env.store, machine)) {
    tell_of_retry(console, connection_error(machine, kRegister));
    co_return RegistrationAttempt{};
  }
  auto entering = enter(env, *principal, machine, config, known_arn);
  co_return co_await std::move(entering);
}

void publish_agent_disconnected(Environment& env, const Machine& machine) {
  Event event;
  event.source = "eni-trunking.hosts";
  event.detail_type = "ECS Agent Disconnected";
  event.account = machine.account;
  event.region = machine.region;
  event.detail = {{"instance-id", machine.instance_id}};
  env.publish(std::move(event));
}

}  // namespace eni::sandbox::hosts
