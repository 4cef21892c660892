#pragma once
/// What the clusters of an account in one region consist of, as AWS's Describe operations tell it.
///
/// A caller may not be allowed to see everything. What could not be read has no value here, or no entry, and a FailedRead says why;
/// no check may take it for "there is none".
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"

namespace eni::diagnosis {

/// A read that AWS refused, or that failed otherwise.
struct FailedRead {
  std::string action = {};    ///< as IAM names it: "ecs:DescribeServices"
  std::string resource = {};  ///< what was asked about; empty: the account
  std::string error = {};     ///< AWS's code and message
  bool is_denied = false;     ///< the caller lacks a permission
};

/// awsvpcTrunking of a principal in one region.
struct TrunkingSetting {
  std::optional<std::string> own =
      {};                      ///< of its own record; nothing: it has none, and follows the account's default
  std::string effective = {};  ///< "enabled" or "disabled"
};

/// A policy that stands in a role itself.
struct InlinePolicy {
  std::string name = {};
  std::string document = {};  ///< JSON
};

/// A role of an instance profile.
struct Role {
  std::string arn = {};
  std::string name = {};
  std::optional<TrunkingSetting> setting = {};
  std::string why_unseen =
      {};  ///< what AWS said where the setting could not be read, neither by the caller nor as the role
  /// Other regions where it is effective; looked up where it is not here.
  std::optional<std::vector<std::string>> enabled_in = {};
  std::optional<std::vector<InlinePolicy>> policies = {};
  std::string trust_policy = {};  ///< JSON; empty: it could not be read
};

struct ContainerInstance {
  std::string arn = {};
  std::string id = {};           ///< the ARN's last part
  std::string instance_id = {};  ///< EC2's; "mi-…" for an external one
  std::string status = {};       ///< ACTIVE, DRAINING, REGISTERING, REGISTRATION_FAILED, …
  std::string status_reason = {};
  std::string agent_version = {};
  bool agent_connected = false;
  std::map<std::string, std::string> attributes = {};  ///< those without a value have ""
  std::string capacity_provider = {};                  ///< empty: it belongs to none
  TimePoint registered_at{};
  long long running_tasks = 0;
  long long pending_tasks = 0;
  /// Tasks that have not STOPPED. Those that are to stop are in neither of the counts, though their connections may be drained yet and
  /// their containers run. Nothing: not read; it is of a DRAINING host without others, and only while hosts are replaced.
  std::optional<long long> unstopped_tasks = {};
  long long cpu = 0;         ///< registered, in units of 1/1024 of a vCPU
  long long memory_mib = 0;  ///< registered
  /// The services whose tasks are on it; read of hosts that are drained. Tasks of no service are not among them.
  std::optional<std::vector<std::string>> services = {};

  bool has_trunk() const { return attributes.contains("ecs.awsvpc-trunk-id"); }
  bool is_external() const { return instance_id.starts_with("mi-"); }
};

/// An instance of EC2, in whatever state.
struct Instance {
  std::string id = {};
  std::string type = {};
  std::string state = {};  ///< "running", …
  std::string image_id = {};
  std::string profile_arn = {};  ///< of the instance profile; empty: it has none
  std::string subnet_id = {};
  std::string vpc_id = {};
  std::string zone = {};
  std::vector<std::string> security_groups = {};  ///< their ids
  std::string group_name = {};                    ///< of Auto Scaling; empty: it belongs to none
  std::string launch_template_id = {};            ///< it was launched from; empty: from none
  TimePoint launched_at{};
  bool has_a_record = false;     ///< PrivateDnsNameOptions.EnableResourceNameDnsARecord
  bool has_managed_tag = false;  ///< AmazonECSManaged
  std::string rollout = {};      ///< what a rollout that replaces it has noted on it (rollout/record.h)
  std::string replaces = {};     ///< the instance that a rollout launched it for; empty: none
};

/// What keeps a single host from being replaced by another like it.
struct CopyObstacle {
  std::string text =
      {};  ///< a sentence without its stop, of which it is the subject: "has an Elastic IP address"
  std::string command = {};  ///< that takes it away; empty: no line does
};

/// A running instance that may have been meant to join a cluster, and that this cluster does not know.
struct StrayInstance {
  std::string instance_id = {};
  std::string cluster = {};  ///< that its user data, or its group's, names; empty: not known
  std::string console = {};  ///< what its console shows; empty: nothing yet, or it could not be read
  std::string image_name = {};
  std::string joined = {};  ///< another cluster, which it has become a host of; empty: none
};

struct Subnet {
  std::string id = {};
  std::string zone = {};
  std::string vpc_id = {};
  std::string owner_id = {};
  long long free_addresses = 0;
  /// Its route table leads to one: hosts need a public address there.
  std::optional<bool> has_internet_gateway = {};
};

/// The version of a launch template that a group launches from.
struct LaunchTemplate {
  std::string id = {};
  std::string name = {};
  std::string version = {};  ///< a number
  std::string instance_type = {};
  std::string image_id = {};
  std::string profile = {};    ///< name or ARN of the instance profile
  std::string user_data = {};  ///< decoded
  bool has_a_record = false;
};

/// With managed draining, by which ECS holds a group's instance until its tasks have left.
inline constexpr std::string_view kDrainingHook = "ecs-managed-draining-termination-hook";

struct GroupInstance {
  std::string id = {};
  std::string lifecycle_state = {};
  bool is_protected = false;  ///< from scale-in
};

/// The last instance refresh of a group, if it has not ended.
struct InstanceRefresh {
  std::string id = {};
  std::string status = {};
  std::string protected_instances =
      {};  ///< Preferences.ScaleInProtectedInstances: "Wait" unless told otherwise
  long long percentage = 0;
  TimePoint started_at{};
  long long min_healthy = 0;  ///< percent
  long long max_healthy = 0;  ///< percent; 0: not said
  bool skips_matching = false;
};

/// That somebody set a group's desired capacity.
struct CapacityChange {
  TimePoint at{};
  std::string cause = {};  ///< in Auto Scaling's words
};

struct Group {
  std::string name = {};
  std::string arn = {};
  long long min_size = 0;
  long long max_size = 0;
  long long desired = 0;
  std::string launch_template_id = {};       ///< empty: a launch configuration, or an instance
  std::string launch_template_version = {};  ///< as the group has it: a number, "$Latest", "$Default"
  bool has_mixed_policy = false;  ///< a mixed instances policy: its launch template is not set by itself
  std::vector<std::string> override_types = {};  ///< of that policy
  std::vector<std::string> subnet_ids = {};
  std::vector<std::string> zones = {};
  std::vector<std::string> suspended_processes = {};
  std::vector<GroupInstance> instances = {};
  std::optional<InstanceRefresh> refresh = {};
  bool has_managed_tag = false;    ///< AmazonECSManaged
  bool has_draining_hook = false;  ///< kDrainingHook
  bool protects_new_instances = false;
  /// By hand, the newest first, while managed scaling sets it too; read of such groups only, as far as a day ago.
  std::vector<CapacityChange> set_by_hand = {};
  std::string stack_name = {};       ///< of the stack that made it; empty: none did
  std::string rollout = {};          ///< what a rollout has noted on it (rollout/record.h); empty: nothing
  std::string rollout_cluster = {};  ///< whose rollout that was
  std::chrono::seconds warm_up{0};   ///< of its instances, unless a refresh says otherwise
};

struct CapacityProvider {
  std::string name = {};
  std::string status = {};
  std::string update_status = {};
  std::string update_status_reason = {};
  std::string group_name = {};  ///< empty: of no Auto Scaling group (Fargate)
  bool has_managed_scaling = false;
  bool has_managed_termination_protection = false;
  bool has_managed_draining = false;
  long long target_capacity = 100;
};

/// What a strategy says of one capacity provider.
struct StrategyItem {
  std::string provider = {};
  long long base = 0;
  long long weight = 0;
};

struct ServiceEvent {
  TimePoint at{};
  std::string message = {};
};

struct Service {
  std::string name = {};
  std::string arn = {};
  std::string launch_type = {};  ///< empty with a capacity provider strategy
  std::string task_definition = {};
  std::string scheduling_strategy = {};
  std::vector<StrategyItem> strategy = {};  ///< of capacity providers; empty: the cluster's
  std::vector<std::string> placement = {};  ///< its strategies in their order: "spread", "binpack", "random"
  std::vector<std::string> placement_fields =
      {};                                    ///< of each of them: "attribute:ecs.availability-zone", "memory"
  bool has_distinct_instances = false;       ///< a constraint: no two of its tasks on a host
  bool has_circuit_breaker = false;          ///< deploymentConfiguration.deploymentCircuitBreaker
  long long failed_tasks = 0;                ///< of the deployment that is under way; 0 also if none is
  bool has_failed_deployment = false;        ///< the PRIMARY one: ECS starts no tasks before there is another
  std::vector<std::string> subnet_ids = {};  ///< of its network configuration, as the next two
  std::vector<std::string> security_groups = {};
  std::string assign_public_ip = {};      ///< "ENABLED", "DISABLED" or empty
  std::vector<ServiceEvent> events = {};  ///< the newest first
  long long desired = 0;
  long long running = 0;
  long long pending = 0;
  long long min_healthy_percent = 100;  ///< of its deployment configuration
  long long max_percent = 200;

  /// The fewest running tasks that its deployment configuration allows.
  long long min_tasks() const { return (desired * min_healthy_percent + 99) / 100; }
  /// ECS may neither stop one of its tasks nor start another, so that none of them ever leaves a host that is drained.
  bool is_stuck() const {
    return scheduling_strategy != "DAEMON" && desired > 0 && min_tasks() >= desired &&
           desired * max_percent / 100 <= desired;
  }
};

struct HostPort {
  long long port = 0;
  bool is_udp = false;
};

struct TaskDefinition {
  std::string arn = {};
  std::string network_mode = {};
  long long cpu = 0;         ///< that a task takes of its host
  long long memory_mib = 0;  ///< that a task takes of its host
  std::vector<HostPort> host_ports =
      {};  ///< fixed ones that a task takes of its host; none of an awsvpc task
};

/// A resource of a stack as CloudFormation has it.
struct StackResourceStatus {
  std::string logical_id = {};
  std::string physical_id = {};
  std::string type = {};    ///< "AWS::ECS::Cluster"
  std::string status = {};  ///< "DELETE_FAILED", …
  std::string reason = {};

  bool could_not_be_deleted() const { return status == "DELETE_FAILED"; }
};

/// A stack of CloudFormation that has to do with trunking or with the clusters' groups.
struct Stack {
  std::string name = {};
  std::string template_body = {};  ///< as it was given: YAML or JSON
  std::map<std::string, std::string> parameters =
      {};                   ///< their values; of those from Parameter Store the resolved ones
  std::string status = {};  ///< "CREATE_COMPLETE", …
  std::string status_reason = {};
  /// Those of a stack that could not be deleted; nothing: it could, or they could not be read.
  std::optional<std::vector<StackResourceStatus>> resources = {};

  bool has_failed_creation() const {
    return status == "ROLLBACK_COMPLETE" || status == "ROLLBACK_FAILED" || status == "CREATE_FAILED";
  }
};

/// The security group that a VPC has from the beginning; ECS gives it to every trunk there.
struct DefaultSecurityGroup {
  std::string id = {};
  bool lets_everybody_in = false;  ///< a rule allows traffic from 0.0.0.0/0 or ::/0
};

struct Cluster {
  std::string name = {};
  std::string arn = {};
  std::string status = {};
  std::vector<std::string> providers = {};
  std::vector<StrategyItem> default_strategy = {};
  std::optional<std::vector<ContainerInstance>> hosts = {};
  std::optional<std::vector<Service>> services = {};

  /// Those that could be read: none if that was refused.
  const std::vector<ContainerInstance>& hosts_read() const;
  const std::vector<Service>& services_read() const;
  /// By its strategy, or by the cluster's where it has none.
  bool uses(const Service& service, const std::string& provider) const;
};

/// The parts by their names or ids; what is not here could not be read, or is not there.
struct Description {
  std::string account = {};
  std::string partition = "aws";
  std::string region = {};
  std::string caller_arn = {};
  std::string profile = {};       ///< of the caller's ~/.aws/config, as --profile named it; empty: it did not
  std::string endpoint_url = {};  ///< that the caller gave as an option; empty: none
  TimePoint now{};
  std::vector<Cluster> clusters = {};
  std::optional<std::vector<std::string>> cluster_names = {};  ///< all of the region
  std::map<std::string, Instance> instances = {};
  std::map<std::string, std::string> role_of_profile =
      {};  ///< ARN of the instance profile → ARN of its role; "": it has none
  std::map<std::string, Role> roles = {};  ///< by ARN
  std::map<std::string, std::vector<CopyObstacle>> copy_obstacles =
      {};                                      ///< by instance; read only for a rollout
  std::set<std::string> hosts_elsewhere = {};  ///< instances that are hosts of clusters not described here
  std::map<std::string, Subnet> subnets = {};
  std::map<std::string, Group> groups = {};
  std::map<std::string, LaunchTemplate> launch_templates =
      {};  ///< by the name of the group that launches from it
  std::map<std::string, CapacityProvider> providers = {};
  std::map<std::string, TaskDefinition> task_definitions = {};      ///< by ARN
  std::map<std::string, DefaultSecurityGroup> default_groups = {};  ///< by VPC
  std::vector<Stack> stacks = {};
  std::vector<StrayInstance> strays = {};
  std::size_t strays_left_out = 0;  ///< running instances that were not looked at, for there are too many
  std::optional<bool> has_service_linked_role = {};  ///< AWSServiceRoleForECS
  std::optional<TrunkingSetting> setting_of_caller = {};
  std::vector<FailedRead> failed_reads = {};

  const Instance* instance_of(const ContainerInstance& host) const;
  /// Null if it is not known, or if the instance has none.
  const Role* role_of(const Instance& instance) const;
  /// That a group's instances will have.
  const Role* role_of_template(const LaunchTemplate& launch_template) const;
  const Subnet* subnet_of(const Instance& instance) const;
  const Group* group_of(const Instance& instance) const;
  const LaunchTemplate* template_of(const Group& group) const;
  /// That the group may launch; none if they are not known.
  std::vector<std::string> types_of(const Group& group) const;
  /// Those of the cluster that launch hosts by an Auto Scaling group, with it. What is not known is left out.
  std::vector<std::pair<const CapacityProvider*, const Group*>> scaled_by(const Cluster& cluster) const;
  /// The Auto Scaling groups behind a cluster: of its capacity providers, of its hosts, and of its rollout. Each once.
  std::vector<const Group*> groups_of(const Cluster& cluster) const;
  /// ECS drains the group's instances before they end, by a capacity provider with managed draining, and by kDrainingHook.
  bool is_drained(const Group& group) const;
};

}  // namespace eni::diagnosis
