#include "eni_trunking/clusters/read_clusters.h"

#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using client::CallFailure;
using client::CallResult;
using diagnosis::Cluster;
using diagnosis::Description;

namespace {

/// DescribeClusters takes no more in a call.
constexpr std::size_t kClustersOfACall = 100;

std::string name_of_cluster(const std::string& name_or_arn) {
  const auto arn = aws::Arn::parse(name_or_arn);
  return arn ? std::string(arn->resource_name()) : name_or_arn;
}

Cluster read_cluster(const json::value& shown) {
  Cluster cluster;
  cluster.name = text_at(shown, "clusterName");
  cluster.arn = text_at(shown, "clusterArn");
  cluster.status = text_at(shown, "status");
  cluster.providers = strings_at(shown, "capacityProviders");
  cluster.default_strategy = strategy_at(shown, "defaultCapacityProviderStrategy");
  return cluster;
}

CallFailure no_such_cluster(const Description& description, const std::string& name) {
  const auto& known = description.cluster_names;
  std::string hint = "see: aws ecs list-clusters --region " + description.region;
  if (known && !known->empty()) {
    const auto nearest = std::min_element(known->begin(), known->end(), [&](const auto& a, const auto& b) {
      return edit_distance(name, a) < edit_distance(name, b);
    });
    hint = "the clusters are: " + join(*known, ", ");
    if (edit_distance(name, *nearest) <= std::max<std::size_t>(2, name.size() / 3))
      hint = "did you mean '" + *nearest + "'?";
  }
  return CallFailure::missing({"there is no cluster '" + name + "' in " + description.region, hint});
}

/// That an ARN is one of the caller's clusters in this region: a cluster of the same name elsewhere is another.
CallResult<void> check_is_here(const Description& description, const std::string& name_or_arn) {
  const auto arn = aws::Arn::parse(name_or_arn);
  if (!arn) return {};
  if (arn->service != "ecs" || arn->resource_type() != "cluster")
    return CallFailure::misconfigured(
        {"'" + name_or_arn + "' is not the ARN of a cluster",
         "give its name, or arn:" + description.partition + ":ecs:REGION:ACCOUNT:cluster/NAME"});
  if (arn->account != description.account || arn->partition != description.partition)
    return CallFailure::misconfigured({name_or_arn + " is of account " + arn->account +
                                           ", and the credentials are of " + description.account,
                                       "name a --profile of that account"});
  if (arn->region != description.region)
    return CallFailure::misconfigured(
        {name_or_arn + " is not in " + description.region, "give --region " + arn->region});
  return {};
}

}  // namespace

ClusterReader::ClusterReader(const client::Session& session, const ReadOptions& options, TimePoint now)
    : pool_{session, std::max<std::size_t>(options.calls_at_a_time, 1)}, wanted_{options.clusters} {
  description_.region = session.region().value;
  description_.now = now;
}

void ClusterReader::note_failure(const CallFailure& failure, const std::string& resource) {
  diagnosis::FailedRead read;
  read.action = failure.action;
  read.resource = resource;
  read.error =
      failure.refused ? failure.refused->code + ": " + failure.refused->message : failure.problem.message;
  read.is_denied = failure.is_access_denied();
  const std::lock_guard lock{mutex_};
  description_.failed_reads.push_back(std::move(read));
}

std::optional<json::value> ClusterReader::ask(AwsClient& client, std::string_view service,
                                              std::string_view operation, json::object params,
                                              const std::string& resource) {
  auto reply = client.call(service, operation, params);
  if (reply.has_value()) return *std::move(reply);
  note_failure(reply.error(), resource);
  return std::nullopt;
}

std::optional<json::array> ClusterReader::ask_all(AwsClient& client, std::string_view service,
                                                  std::string_view operation, json::object params,
                                                  std::string_view list, const std::string& resource) {
  auto reply = client.call_all(service, operation, std::move(params), list);
  if (reply.has_value()) return *std::move(reply);
  note_failure(reply.error(), resource);
  return std::nullopt;
}

CallResult<void> ClusterReader::find_clusters() {
  CallResult<void> ended;
  pool_.run({[&](AwsClient& client) {
    ended = [&]() -> CallResult<void> {
      ENI_TRY(const json::value caller, client.call("sts", "GetCallerIdentity"));
      description_.caller_arn = text_at(caller, "Arn");
      description_.account = text_at(caller, "Account");
      if (const auto arn = aws::Arn::parse(description_.caller_arn)) description_.partition = arn->partition;
      auto listed = client.call_all("ecs", "ListClusters", {}, "clusterArns");
      if (listed.has_error() && wanted_.empty()) return std::move(listed).error();
      if (listed.has_error()) {
        note_failure(listed.error(), "");
      } else {
        description_.cluster_names.emplace();
        for (const json::value& arn : *listed)
          description_.cluster_names->push_back(name_of_cluster(as_text(arn)));
      }
      std::vector<std::string> names;
      for (const std::string& one : wanted_) {
        ENI_CHECK(check_is_here(description_, one));
        std::string name = name_of_cluster(one);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
      }
      if (names.empty()) names = *description_.cluster_names;
      for (const auto& batch : batches(names, kClustersOfACall)) {
        ENI_TRY(const json::value reply,
                client.call("ecs", "DescribeClusters", {{"clusters", as_list(batch)}}));
        for (const json::value& shown : array_at(reply, "clusters"))
          description_.clusters.push_back(read_cluster(shown));
      }
      for (const std::string& name : names) {
        const bool is_there =
            std::any_of(description_.clusters.begin(), description_.clusters.end(),
                        [&](const Cluster& one) { return one.name == name && one.status != "INACTIVE"; });
        if (!is_there && !wanted_.empty()) return no_such_cluster(description_, name);
      }
      return {};
    }();
  }});
  return ended;
}

void ClusterReader::run(std::initializer_list<void (ClusterReader::*)(Jobs&)> parts) {
  Jobs jobs;
  for (const auto part : parts) (this->*part)(jobs);
  pool_.run(jobs);
}

void ClusterReader::read_moving() {
  using R = ClusterReader;
  run({&R::add_cluster_lists, &R::add_groups, &R::add_instances});
  run({&R::add_host_batches, &R::add_service_batches});
  run({&R::add_refreshes, &R::add_draining_hooks});
  read_last_tasks();
}

void ClusterReader::read_last_tasks() { run({&ClusterReader::add_last_tasks}); }

void ClusterReader::try_later_reads() { run({&ClusterReader::add_later_reads}); }

void ClusterReader::read_all() {
  using R = ClusterReader;
  run({&R::add_cluster_lists, &R::add_groups, &R::add_providers, &R::add_subnets, &R::add_route_tables,
       &R::add_default_groups, &R::add_stacks, &R::add_service_linked_role});
  tell_gateways();
  // All instances are pages one after the other; meanwhile there are hosts to be described.
  run({&R::add_instances, &R::add_host_batches, &R::add_service_batches, &R::add_other_hosts});
  for (const Cluster& cluster : description_.clusters) {
    knows_all_hosts_ = knows_all_hosts_ && cluster.hosts.has_value();
    for (const auto& host : cluster.hosts_read())
      cluster_of_instance_.emplace(host.instance_id, cluster.name);
  }
  run({&R::add_launch_templates, &R::add_refreshes, &R::add_draining_hooks, &R::add_scaling_activities,
       &R::add_task_definitions, &R::add_draining_tasks, &R::add_strays, &R::add_stacks_of_groups});
  run({&R::add_templates, &R::add_profiles, &R::add_stray_images});
  run({&R::add_roles});
  run({&R::add_other_regions});
}

std::set<const diagnosis::Group*> ClusterReader::relevant_groups() const {
  std::set<const diagnosis::Group*> groups;
  for (const Cluster& cluster : description_.clusters) {
    for (const diagnosis::Group* group : description_.groups_of(cluster)) groups.insert(group);
  }
  return groups;
}

CallResult<Description> read_clusters(const client::Session& session, const ReadOptions& options,
                                      TimePoint now) {
  ClusterReader reader{session, options, now};
  ENI_CHECK(reader.find_clusters());
  switch (options.parts) {
    case Parts::kAll:
      reader.read_all();
      break;
    case Parts::kRollout:
      reader.read_all();
      reader.read_last_tasks();
      reader.try_later_reads();
      break;
    case Parts::kMoving:
      reader.read_moving();
      break;
  }
  return reader.take();
}

}  // namespace eni::command
