#pragma once
/// The commands that a finding tells its reader to type, for a POSIX shell with the AWS CLI.
#include <string>
#include <vector>

#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

/// The words so that a shell takes each as it is.
std::string shell_line(const std::vector<std::string>& words);

/// --profile and --endpoint-url, as the caller gave them: what is printed goes where this came from.
std::vector<std::string> connection_options(const Description& description);

/// "aws ecs … --region eu-central-1", with the caller's --profile. IAM knows no regions, and gets none.
std::string aws_line(const Description& description, std::vector<std::string> words);

/// "eni-trunking … --region eu-central-1", likewise.
std::string own_line(const Description& description, std::vector<std::string> words);

/// The same of a line that the shell has to put something into: it is taken as it is.
std::string aws_line_with_variables(const Description& description, const std::string& line);

/// aws_line() of `words` with the ids behind them, in as many lines as it takes with `ids_of_a_call` each.
std::vector<std::string> aws_lines(const Description& description, const std::vector<std::string>& words,
                                   const std::vector<std::string>& ids, std::size_t ids_of_a_call);

/// Whether the caller is the account's root.
bool is_root(const Description& description);

/// Sets awsvpcTrunking of a role to "enabled" or "disabled". Only root, and whoever acts as the role, may.
std::string put_setting(const Description& description, const Role& role, const std::string& value);

/// Drains hosts, and waits until no task is left on them.
std::vector<std::string> empty_hosts(const Description& description, const Cluster& cluster,
                                     const std::vector<const ContainerInstance*>& hosts);

/// Drains hosts, waits until no task is left on them, and terminates them; groups launch others.
std::vector<std::string> drain_hosts(const Description& description, const Cluster& cluster,
                                     const std::vector<const ContainerInstance*>& hosts);

/// The same of those hosts of a cluster whose instances are of a group, where only the cluster's name is known.
std::vector<std::string> drain_hosts_of_group(const Description& description, const std::string& cluster,
                                              const Group& group);

/// Takes hosts away that take no tasks: deregisters and terminates them. Groups launch others.
std::vector<std::string> remove_hosts(const Description& description, const Cluster& cluster,
                                      const std::vector<const ContainerInstance*>& hosts);

/// Lets a group launch from a new version of its launch template, in which the members of `data` (JSON) stand instead of the old.
std::vector<std::string> change_launch_template(const Description& description, const Group& group,
                                                const LaunchTemplate& launch_template,
                                                const std::string& data);

/// The same of an option of /etc/ecs/ecs.config in its user data. Nothing where these are of a kind that is not understood.
std::vector<std::string> set_agent_option(const Description& description, const Group& group,
                                          const std::string& option, const std::string& value);

/// Waits for the end of the group's last instance refresh.
std::string wait_for_refresh(const Description& description, const Group& group);

/// Waits until ECS has taken over what the provider was changed to; until then it refuses another change.
std::string wait_for_provider(const Description& description, const CapacityProvider& provider);

/// Waits until the cluster has the providers that it was given last.
std::string wait_for_attachments(const Description& description, const Cluster& cluster);

/// Waits for kDrainingHook, which ECS makes once it is to drain the group's hosts, or until ECS could not change the provider.
std::string wait_for_draining_hook(const Description& description, const CapacityProvider& provider,
                                   const Group& group);

/// Shows what a group launches from, for whoever has to change it by hand.
std::string show_launch_template(const Description& description, const Group& group);

/// Changes the overrides of a group's mixed instances policy, and leaves the rest of the policy as it is.
/// @param overrides  a JMESPath expression for those to come, in which `Overrides` are those that are there
std::vector<std::string> change_overrides(const Description& description, const Group& group,
                                          const std::string& overrides);
/// The same: takes instance types out of them. At least one has to be left.
std::vector<std::string> drop_overrides(const Description& description, const Group& group,
                                        const std::vector<std::string>& types);

/// Gives a service's tasks other hosts: those of the strategy, in a new deployment.
std::string use_strategy(const Description& description, const Cluster& cluster, const Service& service,
                         const std::vector<StrategyItem>& strategy);

/// What the cluster has from then on.
std::string put_providers(const Description& description, const Cluster& cluster,
                          const std::vector<std::string>& providers,
                          const std::vector<StrategyItem>& default_strategy);

/// Lets a service that is_stuck() start tasks before it stops others.
std::string allow_to_move(const Description& description, const Cluster& cluster, const Service& service);

/// Makes another deployment of a service as it is: for one whose deployment has failed.
std::string deploy_again(const Description& description, const Cluster& cluster, const Service& service);

void append(std::vector<std::string>& commands, const std::vector<std::string>& more);

}  // namespace eni::diagnosis
