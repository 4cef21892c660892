#pragma once
/// The parts of read_clusters(): a file for each kind of thing that is read.
#include <mutex>
#include <set>

#include "client/client_pool.h"
#include "diagnosis/cluster_description.h"
#include "eni_trunking/clusters/read_clusters.h"

namespace eni::command {

/// Each part is a list of jobs, which run at the same time and write into the description in turn. Later parts read what earlier ones
/// have found.
class ClusterReader {
 public:
  ClusterReader(const client::Session& session, const ReadOptions& options, TimePoint now);

  client::CallResult<void> find_clusters();  ///< and who asks; the only part that can fail
  void read_all();
  void read_last_tasks();  ///< what only a rollout looks at
  void try_later_reads();  ///< what only a rollout asks for
  void read_moving();
  diagnosis::Description take() { return std::move(description_); }

 private:
  using Jobs = std::vector<client::ClientPool::Job>;

  /// The jobs of these parts, all at the same time.
  void run(std::initializer_list<void (ClusterReader::*)(Jobs&)> parts);

  // ---- ecs_parts.cpp
  void add_cluster_lists(Jobs& jobs);
  void add_host_batches(Jobs& jobs);
  void add_service_batches(Jobs& jobs);
  void add_last_tasks(Jobs& jobs);   ///< of hosts that are drained and seem empty
  void add_later_reads(Jobs& jobs);  ///< what a rollout asks for once it has begun: it must not end half way
  void add_other_hosts(Jobs& jobs);  ///< of clusters that were not asked for: they are no strays
  /// As DescribeTasks shows them; nothing if they could not all be read.
  std::optional<json::array> tasks_on(client::AwsClient& client, const std::string& cluster,
                                      const std::string& host,
                                      std::initializer_list<const char*> desired_statuses);
  void add_task_definitions(Jobs& jobs);
  void add_draining_tasks(Jobs& jobs);  ///< which services hosts that are drained have tasks of
  void add_providers(Jobs& jobs);
  // ---- ec2_parts.cpp
  void add_instances(Jobs& jobs);
  void add_subnets(Jobs& jobs);
  void add_route_tables(Jobs& jobs);
  void add_default_groups(Jobs& jobs);
  void tell_gateways();  ///< which subnets the route tables lead to the internet
  // ---- group_parts.cpp
  void add_groups(Jobs& jobs);
  void add_launch_templates(Jobs& jobs);
  void add_refreshes(Jobs& jobs);
  void add_scaling_activities(Jobs& jobs);  ///< of groups whose size managed scaling sets
  void add_draining_hooks(Jobs& jobs);
  // ---- role_parts.cpp
  void add_service_linked_role(Jobs& jobs);
  void add_profiles(Jobs& jobs);
  void add_roles(Jobs& jobs);
  void add_other_regions(Jobs& jobs);
  void read_setting(client::AwsClient& client, diagnosis::Role& role);
  void read_policies(client::AwsClient& client, diagnosis::Role& role);
  // ---- stack_parts.cpp
  void add_stacks(Jobs& jobs);
  void add_stacks_of_groups(Jobs& jobs);
  void add_templates(Jobs& jobs);
  std::optional<std::vector<diagnosis::StackResourceStatus>> resources_of(client::AwsClient& client,
                                                                          const std::string& stack);
  // ---- stray_parts.cpp
  void add_strays(Jobs& jobs);
  bool has_provider(const std::string& cluster, const std::string& provider) const;
  void add_hosts_of_wrong_cluster();
  void read_stray(client::AwsClient& client, diagnosis::StrayInstance& stray);
  /// Of a cluster's hosts; nothing if they could not all be read.
  std::optional<std::vector<std::string>> instances_of(client::AwsClient& client, const std::string& cluster);
  void add_stray_images(Jobs& jobs);
  bool is_host(const std::string& instance_id) const { return cluster_of_instance_.contains(instance_id); }

  /// A call whose failure becomes one of the description's failed reads, of `resource`.
  std::optional<json::value> ask(client::AwsClient& client, std::string_view service,
                                 std::string_view operation, json::object params,
                                 const std::string& resource = "");
  std::optional<json::array> ask_all(client::AwsClient& client, std::string_view service,
                                     std::string_view operation, json::object params, std::string_view list,
                                     const std::string& resource = "");
  void note_failure(const client::CallFailure& failure, const std::string& resource);
  /// The groups behind the clusters, each once.
  std::set<const diagnosis::Group*> relevant_groups() const;

  client::ClientPool pool_;
  std::vector<std::string> wanted_;
  diagnosis::Description description_;
  std::mutex mutex_;                                        ///< of what the jobs of a part write
  std::vector<std::vector<std::string>> host_arns_;         ///< by cluster
  std::vector<std::vector<std::string>> service_arns_;      ///< by cluster
  std::map<std::string, std::string> cluster_of_instance_;  ///< of those that are hosts
  bool knows_all_hosts_ = true;  ///< of the region: else no instance can be said to be none
  std::map<std::string, diagnosis::Stack> stacks_;  ///< all of the region, without their templates
  std::set<std::string> stacks_of_interest_;
  std::map<std::string, bool> subnets_with_gateway_;  ///< with a route table of their own
  std::map<std::string, bool> vpcs_with_gateway_;     ///< by their main route table
};

}  // namespace eni::command
