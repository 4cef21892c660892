#include <algorithm>

#include "base/text.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using diagnosis::Instance;
using diagnosis::StrayInstance;

namespace {

/// Accounts have instances that are no hosts, and each is a call.
constexpr std::size_t kAskedAtMost = 100;
constexpr std::size_t kHostsOfACall = 100;

bool ends_name(char c) { return std::string_view(" \t\r\n\"';|&>").find(c) != std::string_view::npos; }

std::string word_after(const std::string& text, std::string_view before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return "";
  auto first = at + before.size();
  while (first < text.size() && (text[first] == '"' || text[first] == '\'')) ++first;
  auto last = first;
  while (last < text.size() && !ends_name(text[last])) ++last;
  return text.substr(first, last - first);
}

/// The cluster that user data has its host join: what its last line that is no comment says; empty: it names none, or by a variable.
std::string cluster_in(const std::string& user_data) {
  std::string cluster;
  for (const std::string& line : split(user_data, '\n')) {
    const std::string statement = "\n" + std::string(trim(line));
    if (statement.starts_with("\n#")) continue;
    for (const std::string_view before : {"ECS_CLUSTER=", "Initialize-ECSAgent -Cluster ", "\ncluster = "}) {
      const std::string name = word_after(statement, before);
      if (!name.empty()) cluster = name;
    }
  }
  return cluster.find('$') == std::string::npos ? cluster : "";
}

}  // namespace

void ClusterReader::add_other_hosts(Jobs& jobs) {
  if (!description_.cluster_names) {
    knows_all_hosts_ = false;
    return;
  }
  for (const std::string& name : *description_.cluster_names) {
    const bool is_described = std::any_of(description_.clusters.begin(), description_.clusters.end(),
                                          [&](const diagnosis::Cluster& one) { return one.name == name; });
    if (is_described) continue;
    jobs.push_back([this, name](AwsClient& client) {
      const auto hosts = instances_of(client, name);
      const std::lock_guard lock{mutex_};
      if (!hosts) {
        knows_all_hosts_ = false;
        return;
      }
      for (const std::string& id : *hosts) cluster_of_instance_.emplace(id, name);
      description_.hosts_elsewhere.insert(hosts->begin(), hosts->end());
    });
  }
}

std::optional<std::vector<std::string>> ClusterReader::instances_of(AwsClient& client,
                                                                    const std::string& cluster) {
  const auto arns = ask_all(client, "ecs", "ListContainerInstances", {{"cluster", cluster}},
                            "containerInstanceArns", cluster);
  if (!arns) return std::nullopt;
  std::vector<std::string> texts;
  for (const json::value& arn : *arns) texts.push_back(as_text(arn));
  std::vector<std::string> instances;
  for (const auto& batch : batches(texts, kHostsOfACall)) {
    const auto reply = ask(client, "ecs", "DescribeContainerInstances",
                           {{"cluster", cluster}, {"containerInstances", as_list(batch)}}, cluster);
    if (!reply) return std::nullopt;
    for (const json::value& host : array_at(*reply, "containerInstances"))
      instances.push_back(text_at(host, "ec2InstanceId"));
  }
  return instances;
}

/// More than one cluster may have a provider; then its hosts are right in each.
bool ClusterReader::has_provider(const std::string& cluster, const std::string& provider) const {
  return std::any_of(
      description_.clusters.begin(), description_.clusters.end(), [&](const diagnosis::Cluster& one) {
        return one.name == cluster &&
               std::find(one.providers.begin(), one.providers.end(), provider) != one.providers.end();
      });
}

/// Of a group behind a cluster's capacity provider, but in another cluster: their user data name that, or none, and the agent takes
/// "default". One stands for all of its group.
void ClusterReader::add_hosts_of_wrong_cluster() {
  for (const diagnosis::Cluster& cluster : description_.clusters) {
    for (const auto& [provider, group] : description_.scaled_by(cluster)) {
      for (const diagnosis::GroupInstance& one : group->instances) {
        const auto joined = cluster_of_instance_.find(one.id);
        if (joined == cluster_of_instance_.end() || joined->second == cluster.name) continue;
        if (!description_.instances.contains(one.id) || has_provider(joined->second, provider->name))
          continue;
        description_.strays.push_back({one.id, cluster.name, "", "", joined->second});
        break;
      }
    }
  }
}

void ClusterReader::add_strays(Jobs& jobs) {
  if (!knows_all_hosts_) return;
  std::vector<const Instance*> candidates;
  for (const auto& [id, instance] : description_.instances) {
    if (instance.state == "running" && !is_host(id)) candidates.push_back(&instance);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Instance* a, const Instance* b) { return a->launched_at > b->launched_at; });
  add_hosts_of_wrong_cluster();
  description_.strays_left_out = candidates.size() - std::min(candidates.size(), kAskedAtMost);
  candidates.resize(std::min(candidates.size(), kAskedAtMost));
  for (const Instance* one : candidates) description_.strays.push_back({one->id, "", "", ""});
  for (StrayInstance& stray : description_.strays)
    if (stray.joined.empty())
      jobs.push_back([this, &stray](AwsClient& client) { read_stray(client, stray); });
}

void ClusterReader::read_stray(AwsClient& client, StrayInstance& stray) {
  const auto reply = ask(client, "ec2", "DescribeInstanceAttribute",
                         {{"InstanceId", stray.instance_id}, {"Attribute", "userData"}}, stray.instance_id);
  const std::string encoded = reply ? text_at(object_at(*reply, "userData"), "value") : "";
  stray.cluster = cluster_in(base64_decode(encoded).value_or(""));
  if (stray.cluster.empty()) {
    const std::string& group = description_.instances.at(stray.instance_id).group_name;
    for (const diagnosis::Cluster& cluster : description_.clusters) {
      for (const diagnosis::Group* known : description_.groups_of(cluster)) {
        if (!group.empty() && known->name == group) stray.cluster = cluster.name;
      }
    }
  }
  if (stray.cluster.empty()) return;
  const auto console =
      ask(client, "ec2", "GetConsoleOutput", {{"InstanceId", stray.instance_id}}, stray.instance_id);
  if (console) stray.console = base64_decode(text_at(*console, "output")).value_or("");
}

void ClusterReader::add_stray_images(Jobs& jobs) {
  std::set<std::string> ids;
  for (const StrayInstance& stray : description_.strays) {
    if (!stray.cluster.empty()) ids.insert(description_.instances.at(stray.instance_id).image_id);
  }
  if (ids.empty()) return;
  jobs.push_back([this, ids](AwsClient& client) {
    const auto images = ask_all(
        client, "ec2", "DescribeImages",
        {{"Filter", json::array{{{"Name", "image-id"}, {"Value", as_list({ids.begin(), ids.end()})}}}}},
        "imagesSet");
    if (!images) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& image : *images) {
      for (StrayInstance& stray : description_.strays) {
        if (description_.instances.at(stray.instance_id).image_id == text_at(image, "imageId"))
          stray.image_name = text_at(image, "name");
      }
    }
  });
}

}  // namespace eni::command
