#pragma once
/// A cluster whose hosts are replaced, for tests.
#include <gtest/gtest.h>

#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/cluster_for_test.h"
#include "diagnosis/rollout/rollout_step.h"

namespace eni::diagnosis {

/// Of a group of two that is replaced host by host.
inline constexpr const char* kSuspends =
    "goal=trunks method=one-by-one desired=2 max=10 suspended=AZRebalance+AlarmNotification+ScheduledActions";

/// A cluster "web" in which the setting is effective, with a service of four tasks; its hosts are added one by one.
struct Place {
  Description description;
  RolloutOptions options;
  RolloutMemory memory;

  Place() {
    description.account = "123456789012";
    description.region = "eu-central-1";
    description.now = *parse_iso8601("2026-01-01T12:00:00Z");
    description.has_service_linked_role = true;
    description.role_of_profile[kProfile] = kRole;
    description.roles[kRole] = {
        .arn = kRole, .name = "hosts", .setting = TrunkingSetting{"enabled", "enabled"}};
    description.clusters = {
        {.name = "web", .hosts = std::vector<ContainerInstance>{}, .services = std::vector<Service>{}}};
    service().name = "api";
    service().desired = service().running = 4;
  }

  Cluster& cluster() { return description.clusters.front(); }
  Service& service() {
    if (cluster().services->empty()) cluster().services->emplace_back();
    return cluster().services->front();
  }
  Group& group() { return description.groups.at("hosts"); }
  ContainerInstance& host(const std::string& id) {
    for (ContainerInstance& one : *cluster().hosts)
      if (one.instance_id == id) return one;
    throw std::logic_error(id);
  }
  Instance& instance(const std::string& id) { return description.instances.at(id); }

  /// An instance that is no host yet.
  Place& launch(const std::string& id, const std::string& of_group = "") {
    description.instances[id] = {.id = id,
                                 .type = "c5.large",
                                 .state = "running",
                                 .profile_arn = kProfile,
                                 .group_name = of_group,
                                 .launched_at = description.now - std::chrono::minutes{9}};
    if (of_group.empty()) return *this;
    description.groups[of_group].name = of_group;
    description.groups[of_group].instances.push_back({.id = id, .lifecycle_state = "InService"});
    description.groups[of_group].desired++;
    description.groups[of_group].max_size = 10;
    return *this;
  }
  /// "i-1", "i-2+": with a trunk
  Place& add(std::string id, const std::string& of_group = "") {
    const bool has_trunk = id.back() == '+';
    if (has_trunk) id.pop_back();
    if (!description.instances.contains(id)) launch(id, of_group);
    ContainerInstance one{.id = "ci-" + id, .instance_id = id, .status = "ACTIVE", .agent_version = "1.86.3"};
    one.attributes = {{"ecs.capability.task-eni-trunking", ""}, {"ecs.os-type", "linux"}};
    if (has_trunk) one.attributes["ecs.awsvpc-trunk-id"] = "t";
    one.registered_at = instance(id).launched_at + std::chrono::seconds{40};
    one.running_tasks = 2;
    cluster().hosts->push_back(one);
    return *this;
  }
  /// To hosts without trunks, with the setting off.
  Place& undone() {
    options.goal = Goal::kNoTrunks;
    description.roles[kRole].setting = TrunkingSetting{"disabled", "disabled"};
    return *this;
  }
  Place& drain(const std::string& id, long long tasks) {
    host(id).status = "DRAINING";
    host(id).running_tasks = tasks;
    if (tasks == 0) host(id).unstopped_tasks = 0;
    instance(id).rollout = "draining";
    return *this;
  }
  Place& behind_provider() {
    cluster().providers = {"p"};
    description.providers["p"] = {
        .name = "p", .status = "ACTIVE", .group_name = "hosts", .has_managed_draining = true};
    description.groups["hosts"].has_managed_tag = true;
    description.groups["hosts"].has_draining_hook = true;
    return *this;
  }
  Place& refreshed(const std::string& record = "goal=trunks method=refresh") {
    group().rollout = record;
    group().rollout_cluster = "web";
    return *this;
  }
  /// An instance refresh of the id "r" as a rollout begins one.
  Place& refreshing() {
    group().refresh = InstanceRefresh{.id = "r",
                                      .status = "InProgress",
                                      .protected_instances = "Refresh",
                                      .percentage = 50,
                                      .started_at = description.now,
                                      .min_healthy = 100,
                                      .max_healthy = 150};
    return *this;
  }
  Place& copy(const std::string& id, const std::string& original) {
    const bool has_trunk = id.back() == '+';
    add(id);
    instance(has_trunk ? id.substr(0, id.size() - 1) : id).replaces = original;
    return *this;
  }
  /// Launched too long ago to be on its way.
  Place& launch_long_ago(const std::string& id, const std::string& of_group = "") {
    launch(id, of_group);
    instance(id).launched_at = description.now - std::chrono::minutes{10};
    return *this;
  }
  Place& scaled() {
    description.providers["p"].has_managed_scaling = true;
    return *this;
  }
  Place& noted(const std::string& record = kSuspends) {
    group().rollout = record;
    group().rollout_cluster = "web";
    group().suspended_processes = {"AZRebalance", "AlarmNotification", "ScheduledActions"};
    return *this;
  }
  Place& sized(long long desired) {
    group().desired = desired;
    return *this;
  }

  RolloutPlan plan() { return plan_rollout(description, cluster(), options); }
  RolloutStep step() { return next_step(description, cluster(), plan_ = plan(), memory); }

 private:
  RolloutPlan plan_;
};

struct Case {
  const char* name;
  void (*arrange)(Place&);
  const char* step;
};

}  // namespace eni::diagnosis
