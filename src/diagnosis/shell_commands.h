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

/// Replaces hosts that stay as they are otherwise: those of an Auto Scaling group by an instance refresh, single ones by draining and
/// terminating them, after which they have to be launched anew. Groups that are being refreshed already are left out.
std::vector<std::string> replace_hosts(const Description& description, const Cluster& cluster,
                                       const std::vector<const ContainerInstance*>& hosts);

/// Drains hosts, waits until no task is left on them, and terminates them; groups launch others.
std::vector<std::string> drain_hosts(const Description& description, const Cluster& cluster,
                                     const std::vector<const ContainerInstance*>& hosts);

/// Takes hosts away that take no tasks: deregisters and terminates them. Groups launch others.
std::vector<std::string> remove_hosts(const Description& description, const Cluster& cluster,
                                      const std::vector<const ContainerInstance*>& hosts);

/// Lets a group launch from a new version of its launch template, in which the members of `data` (JSON) stand instead of the old.
/// Nothing for a group with a mixed instances policy that names a version: the policy has to be changed as a whole.
std::vector<std::string> change_launch_template(const Description& description, const Group& group,
                                                const LaunchTemplate& launch_template,
                                                const std::string& data);

/// Lets a service that is_stuck() start tasks before it stops others.
std::string allow_to_move(const Description& description, const Cluster& cluster, const Service& service);

void append(std::vector<std::string>& commands, const std::vector<std::string>& more);

}  // namespace eni::diagnosis
