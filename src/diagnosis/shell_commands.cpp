#include "diagnosis/shell_commands.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "diagnosis/user_data.h"

namespace eni::diagnosis {

namespace {

/// UpdateContainerInstancesState takes no more in a call.
constexpr std::size_t kHostsOfACall = 10;

/// DescribeContainerInstances takes 100.
constexpr std::size_t kHostsOfADescription = 100;

/// TerminateInstances takes 1000.
constexpr std::size_t kInstancesOfACall = 1000;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./:=@,+%").find(c) != std::string_view::npos;
}

std::string quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  return "'" + replace_all(word, "'", "'\\''") + "'";
}

json::array to_json(const std::vector<StrategyItem>& strategy) {
  json::array items;
  for (const StrategyItem& item : strategy)
    items.push_back(
        json::object{{"capacityProvider", item.provider}, {"base", item.base}, {"weight", item.weight}});
  return items;
}

/// A mixed instances policy as it is shown, with another version of its launch template, and other overrides. What is shown of the
/// template has its name, too, and only one of both may be given.
std::string policy_query(const std::string& version, const std::string& overrides) {
  return "AutoScalingGroups[0].MixedInstancesPolicy.{InstancesDistribution: InstancesDistribution, "
         "LaunchTemplate: LaunchTemplate.{LaunchTemplateSpecification: LaunchTemplateSpecification."
         "{LaunchTemplateId: LaunchTemplateId, Version: " +
         version + "}, Overrides: " + overrides + "}}";
}

/// @param query  of the policy to come, in quotes
std::vector<std::string> change_policy(const Description& description, const Group& group,
                                       const std::string& query) {
  const std::string name = quoted(group.name);
  return {"policy=$(" +
              aws_line_with_variables(
                  description, "autoscaling describe-auto-scaling-groups --auto-scaling-group-names " + name +
                                   " --query " + query + " --output json") +
              ")",
          aws_line_with_variables(description,
                                  "autoscaling update-auto-scaling-group --auto-scaling-group-name " + name +
                                      " --mixed-instances-policy \"$policy\"")};
}

using Ids = std::vector<std::string>;

/// Waits for each of the hosts until no task is left on it. Those that are told to stop (DEACTIVATING, STOPPING, DEPROVISIONING) are in
/// neither of a host's counts, and go on until they have ended. Of these the waiter takes 100 at a time, for ten minutes. A call that
/// fails is made again: it must not pass for "none".
/// @param hosts  words of the shell
std::vector<std::string> wait_for_end_of_tasks(const Description& description, const std::string& cluster,
                                               const std::string& hosts) {
  const std::string loop = "for host in " + hosts + "; do until ";
  const std::string list = "ecs list-tasks --cluster " + quoted(cluster) + " --container-instance \"$host\" ";
  const std::string wait = aws_line(description, {"ecs", "wait", "tasks-stopped", "--cluster", cluster});
  return {loop + "[ \"$(" +
              aws_line_with_variables(description, list + "--query 'length(taskArns)' --output json") +
              ")\" = 0 ]; do sleep 5; done; done",
          loop + "tasks=$(" +
              aws_line_with_variables(description,
                                      list + "--desired-status STOPPED --query 'taskArns[]' --output text") +
              ") && { [ -z \"$tasks\" ] || echo \"$tasks\" | xargs -n 100 " + wait +
              " --tasks; }; do sleep 5; done; done"};
}

std::string prints_one_of(const std::string& command, const std::string& words) {
  return command + " | grep -Eqx '" + words + "'";
}

/// A call that fails is made again.
std::string wait_until(const std::string& condition) { return "until " + condition + "; do sleep 5; done"; }
std::string wait_for_one_of(const std::string& command, const std::string& words) {
  return wait_until(prints_one_of(command, words));
}

std::string show_update_status(const Description& description, const CapacityProvider& provider) {
  return aws_line(description, {"ecs", "describe-capacity-providers", "--capacity-providers", provider.name,
                                "--query", "capacityProviders[0].updateStatus", "--output", "text"});
}

/// In batches that a call takes; those that end then, one by one: a group launches another only when one has ended, and until then their
/// tasks need a place on the others.
/// @param finish  what comes after each, for its instances; may be empty
std::vector<std::string> drain(const Description& description, const Cluster& cluster,
                               const std::vector<const ContainerInstance*>& hosts,
                               const std::vector<std::string>& finish) {
  const std::size_t batch = finish.empty() ? kHostsOfACall : 1;
  std::vector<std::string> commands;
  Ids ids;
  Ids instances;
  const auto flush = [&] {
    if (ids.empty()) return;
    Ids line{"ecs",
             "update-container-instances-state",
             "--cluster",
             cluster.name,
             "--status",
             "DRAINING",
             "--container-instances"};
    append(line, ids);
    commands.push_back(aws_line(description, line));
    append(commands, wait_for_end_of_tasks(description, cluster.name, shell_line(ids)));
    if (!finish.empty()) append(commands, aws_lines(description, finish, instances, instances.size()));
    ids.clear();
    instances.clear();
  };
  for (const ContainerInstance* host : hosts) {
    if (host->is_external()) continue;
    ids.push_back(host->id);
    instances.push_back(host->instance_id);
    if (ids.size() == batch) flush();
  }
  flush();
  return commands;
}

}  // namespace

std::string shell_line(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const std::string& word : words) all.push_back(quoted(word));
  return join(all, " ");
}

std::vector<std::string> connection_options(const Description& description) {
  std::vector<std::string> words;
  if (!description.profile.empty()) words.insert(words.end(), {"--profile", description.profile});
  if (!description.endpoint_url.empty())
    words.insert(words.end(), {"--endpoint-url", description.endpoint_url});
  return words;
}

std::string aws_line(const Description& description, std::vector<std::string> words) {
  const bool is_regional = !words.empty() && words.front() != "iam";
  words.insert(words.begin(), "aws");
  if (is_regional) words.insert(words.end(), {"--region", description.region});
  append(words, connection_options(description));
  return shell_line(words);
}

std::string own_line(const Description& description, std::vector<std::string> words) {
  words.insert(words.begin(), "eni-trunking");
  words.insert(words.end(), {"--region", description.region});
  append(words, connection_options(description));
  return shell_line(words);
}

std::string aws_line_with_variables(const Description& description, const std::string& line) {
  return "aws " + line + " --region " + description.region +
         (connection_options(description).empty() ? "" : " " + shell_line(connection_options(description)));
}

std::vector<std::string> aws_lines(const Description& description, const std::vector<std::string>& words,
                                   const std::vector<std::string>& ids, std::size_t ids_of_a_call) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < ids.size(); at += ids_of_a_call) {
    std::vector<std::string> line = words;
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
    line.insert(line.end(), first,
                first + static_cast<std::ptrdiff_t>(std::min(ids.size() - at, ids_of_a_call)));
    lines.push_back(aws_line(description, std::move(line)));
  }
  return lines;
}

bool is_root(const Description& description) { return description.caller_arn.ends_with(":root"); }

std::string put_setting(const Description& description, const Role& role, const std::string& value) {
  if (is_root(description))
    return aws_line(description, {"ecs", "put-account-setting", "--name", "awsvpcTrunking", "--value", value,
                                  "--principal-arn", role.arn});
  return own_line(description, {value == "enabled" ? "enable" : "disable", role.arn});
}

std::vector<std::string> empty_hosts(const Description& description, const Cluster& cluster,
                                     const std::vector<const ContainerInstance*>& hosts) {
  return drain(description, cluster, hosts, {});
}

std::vector<std::string> drain_hosts(const Description& description, const Cluster& cluster,
                                     const std::vector<const ContainerInstance*>& hosts) {
  return drain(description, cluster, hosts, {"ec2", "terminate-instances", "--instance-ids"});
}

std::vector<std::string> drain_hosts_of_group(const Description& description, const std::string& cluster,
                                              const Group& group) {
  Ids instances;
  for (const GroupInstance& one : group.instances) instances.push_back("'" + one.id + "'");
  // Each call with as many as it takes, and none without any.
  const std::string each_of = "echo \"$hosts\" | xargs -r -n ";
  std::vector<std::string> commands{
      "hosts=$(" +
          aws_line(description, {"ecs", "list-container-instances", "--cluster", cluster, "--filter",
                                 "ec2InstanceId in [" + join(instances, ", ") + "]", "--query",
                                 "containerInstanceArns[]", "--output", "text"}) +
          ")",
      each_of + std::to_string(kHostsOfACall) + " " +
          aws_line_with_variables(description, "ecs update-container-instances-state --cluster " +
                                                   quoted(cluster) + " --status DRAINING") +
          " --container-instances"};
  append(commands, wait_for_end_of_tasks(description, cluster, "$(echo \"$hosts\")"));
  commands.push_back(
      each_of + std::to_string(kHostsOfADescription) + " " +
      aws_line(description, {"ecs", "describe-container-instances", "--cluster", cluster, "--query",
                             "containerInstances[].ec2InstanceId", "--output", "text"}) +
      " --container-instances | xargs -r " + aws_line(description, {"ec2", "terminate-instances"}) +
      " --instance-ids");
  return commands;
}

std::vector<std::string> remove_hosts(const Description& description, const Cluster& cluster,
                                      const std::vector<const ContainerInstance*>& hosts) {
  std::vector<std::string> commands;
  Ids instances;
  for (const ContainerInstance* host : hosts) {
    commands.push_back(aws_line(description, {"ecs", "deregister-container-instance", "--cluster",
                                              cluster.name, "--container-instance", host->id, "--force"}));
    if (!host->is_external()) instances.push_back(host->instance_id);
  }
  append(commands, aws_lines(description, {"ec2", "terminate-instances", "--instance-ids"}, instances,
                             kInstancesOfACall));
  return commands;
}

std::vector<std::string> change_launch_template(const Description& description, const Group& group,
                                                const LaunchTemplate& launch_template,
                                                const std::string& data) {
  std::vector<std::string> commands{
      "version=$(" +
      aws_line(description,
               {"ec2", "create-launch-template-version", "--launch-template-id", launch_template.id,
                "--source-version", launch_template.version, "--launch-template-data", data, "--query",
                "LaunchTemplateVersion.VersionNumber", "--output", "text"}) +
      ")"};
  if (group.launch_template_version == "$Latest") return commands;
  // To give the group a template would take its policy away.
  if (group.has_mixed_policy && parse_integer(group.launch_template_version)) {
    append(commands,
           change_policy(description, group, "\"" + policy_query("'$version'", "Overrides") + "\""));
    return commands;
  }
  commands.push_back(aws_line_with_variables(
      description,
      parse_integer(group.launch_template_version)
          ? "autoscaling update-auto-scaling-group --auto-scaling-group-name " + quoted(group.name) +
                " --launch-template \"LaunchTemplateId=" + launch_template.id + ",Version=$version\""
          : "ec2 modify-launch-template --launch-template-id " + launch_template.id +
                " --default-version \"$version\""));
  return commands;
}

std::vector<std::string> change_overrides(const Description& description, const Group& group,
                                          const std::string& overrides) {
  return change_policy(description, group, quoted(policy_query("Version || `\"$Default\"`", overrides)));
}

std::vector<std::string> set_agent_option(const Description& description, const Group& group,
                                          const std::string& option, const std::string& value) {
  const LaunchTemplate* launch_template = description.template_of(group);
  const std::string user_data =
      launch_template ? with_agent_option(launch_template->user_data, option, value) : "";
  if (user_data.empty()) return {};
  return change_launch_template(description, group, *launch_template,
                                json::serialize(json::object{{"UserData", base64_encode(user_data)}}));
}

std::string wait_for_refresh(const Description& description, const Group& group) {
  // All other states are of one that is under way; where there is none, the CLI says so.
  return wait_for_one_of(
      aws_line(description, {"autoscaling", "describe-instance-refreshes", "--auto-scaling-group-name",
                             group.name, "--query", "InstanceRefreshes[0].Status", "--output", "text"}),
      "None|Successful|Failed|Cancelled|RollbackSuccessful|RollbackFailed");
}

std::string wait_for_provider(const Description& description, const CapacityProvider& provider) {
  return wait_for_one_of(show_update_status(description, provider), "None|UPDATE_COMPLETE|UPDATE_FAILED");
}

std::string wait_for_attachments(const Description& description, const Cluster& cluster) {
  return wait_for_one_of(
      aws_line(description, {"ecs", "describe-clusters", "--clusters", cluster.name, "--include",
                             "ATTACHMENTS", "--query", "clusters[0].attachmentsStatus", "--output", "text"}),
      "None|UPDATE_COMPLETE|UPDATE_FAILED");
}

std::string wait_for_draining_hook(const Description& description, const CapacityProvider& provider,
                                   const Group& group) {
  const std::string hooks =
      aws_line(description, {"autoscaling", "describe-lifecycle-hooks", "--auto-scaling-group-name",
                             group.name, "--lifecycle-hook-names", std::string(kDrainingHook), "--query",
                             "LifecycleHooks[].LifecycleHookName", "--output", "text"});
  // ECS gives the hook up with the update: waiting on would never end.
  return wait_until(prints_one_of(hooks, std::string(kDrainingHook)) + " || " +
                    prints_one_of(show_update_status(description, provider), "UPDATE_FAILED"));
}

std::string show_launch_template(const Description& description, const Group& group) {
  if (group.launch_template_id.empty())
    return aws_line(description, {"autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names",
                                  group.name});
  const std::string& version = group.launch_template_version;
  return aws_line(description,
                  {"ec2", "describe-launch-template-versions", "--launch-template-id",
                   group.launch_template_id, "--versions", version.empty() ? "$Default" : version});
}

std::vector<std::string> drop_overrides(const Description& description, const Group& group,
                                        const std::vector<std::string>& types) {
  json::array dropped;
  for (const std::string& type : types) dropped.emplace_back(type);
  return change_overrides(description, group,
                          "Overrides[?!contains(`" + json::serialize(dropped) + "`, InstanceType)]");
}

std::string use_strategy(const Description& description, const Cluster& cluster, const Service& service,
                         const std::vector<StrategyItem>& strategy) {
  return aws_line(description, {"ecs", "update-service", "--cluster", cluster.name, "--service", service.name,
                                "--capacity-provider-strategy", json::serialize(to_json(strategy)),
                                "--force-new-deployment"});
}

std::string put_providers(const Description& description, const Cluster& cluster,
                          const std::vector<std::string>& providers,
                          const std::vector<StrategyItem>& default_strategy) {
  json::array names;
  for (const std::string& name : providers) names.emplace_back(name);
  return aws_line(description,
                  {"ecs", "put-cluster-capacity-providers", "--cluster", cluster.name, "--capacity-providers",
                   json::serialize(names), "--default-capacity-provider-strategy",
                   json::serialize(to_json(default_strategy))});
}

std::string allow_to_move(const Description& description, const Cluster& cluster, const Service& service) {
  return aws_line(description, {"ecs", "update-service", "--cluster", cluster.name, "--service", service.name,
                                "--deployment-configuration",
                                "minimumHealthyPercent=" + std::to_string(service.min_healthy_percent) +
                                    ",maximumPercent=200"});
}

std::string deploy_again(const Description& description, const Cluster& cluster, const Service& service) {
  return aws_line(description, {"ecs", "update-service", "--cluster", cluster.name, "--service", service.name,
                                "--force-new-deployment"});
}

void append(std::vector<std::string>& commands, const std::vector<std::string>& more) {
  commands.insert(commands.end(), more.begin(), more.end());
}

}  // namespace eni::diagnosis
