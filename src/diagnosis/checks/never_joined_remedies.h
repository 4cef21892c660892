#pragma once
/// What is to be done about instances that are no hosts, by what their consoles show.
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/cluster_description.h"

namespace eni::diagnosis {

using Commands = std::vector<std::string>;

/// Instances that the same is to be done about.
struct StrayInstances {
  const Description& description;
  const StrayInstance& stray;  ///< the first of them
  const Instance& instance;
  std::vector<const Instance*> instances;

  const Group* group() const { return description.group_of(instance); }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const Instance* one : instances) all.push_back(one->id);
    return all;
  }
};

/// Also where it is not known which there are.
bool has_cluster(const Description& description, const std::string& name);

/// Where only the instance itself can tell more.
Commands show_console(const StrayInstances& strays);
/// To the instances, and to those that their group will launch.
Commands give_profile(const StrayInstances& strays);
Commands give_policy(const StrayInstances& strays);
bool is_in_public_subnet(const Description& description, const Instance& instance);
Commands give_egress(const StrayInstances& strays);
/// The role's trust policy with EC2 in it, beside those that it names already.
Commands let_ec2_assume(const StrayInstances& strays);
/// A cluster that was deleted, or never made, is made under its name.
Commands create_cluster(const StrayInstances& strays);
/// Those that a group launches in the place of terminated ones have its user data, so these come first.
Commands correct_cluster(const StrayInstances& strays);
std::string about_cluster(const StrayInstances& strays);
/// For one without an agent: its group is to launch others, or somebody is.
Commands launch_from_ecs_image(const StrayInstances& strays);

}  // namespace eni::diagnosis
