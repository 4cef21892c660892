/// ECS's rows: clusters with their counts, container instances, task definitions.
#include <gtest/gtest.h>

#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_container_instance_repository.h"
#include "sandbox/store/ecs_tag_repository.h"
#include "sandbox/store/ecs_task_definition_repository.h"

namespace eni::sandbox {
namespace {

constexpr EcsPlace kPlace{"000000000000", "eu-central-1"};

class EcsRows : public testing::Test {
 protected:
  EcsCluster make_cluster(std::string name) {
    EcsCluster cluster;
    cluster.account = kPlace.account;
    cluster.region = kPlace.region;
    cluster.arn = "arn:aws:ecs:eu-central-1:000000000000:cluster/" + name;
    cluster.name = std::move(name);
    return clusters_.insert(cluster);
  }
  EcsContainerInstance make_instance(const EcsCluster& cluster, std::string id) {
    EcsContainerInstance instance;
    instance.cluster = cluster.number;
    instance.ec2_instance_id = "i-" + id;
    instance.id = std::move(id);
    instance.registered = instance.remaining = {2048, 3911, 10};
    instance.attributes = {{"ecs.instance-type", "c5.large"}, {"ecs.capability.task-eni", std::nullopt}};
    instance.reserved_ports = {{22}, {53, EcsPortProtocol::kUdp}};
    instance.document["statusReason"] = "x";
    return hosts_.insert(instance);
  }

  std::unique_ptr<Store> store_ = std::move(Store::open(":memory:").value());
  EcsClusterRepository& clusters_ = store_->get<EcsClusterRepository>();
  EcsContainerInstanceRepository& hosts_ = store_->get<EcsContainerInstanceRepository>();
  EcsTaskDefinitionRepository& definitions_ = store_->get<EcsTaskDefinitionRepository>();
};

TEST_F(EcsRows, ArnInAClusterNamesIt) {
  EXPECT_EQ(arn_in_cluster(make_cluster("web"), "container-instance", "0123"),
            "arn:aws:ecs:eu-central-1:000000000000:container-instance/web/0123");
}

TEST_F(EcsRows, InactiveClustersAreFoundButNotListed) {
  EcsCluster cluster = make_cluster("web");
  make_cluster("worker");
  cluster.status = EcsClusterStatus::kInactive;
  clusters_.update(cluster);
  EXPECT_EQ(clusters_.find(kPlace, "web")->status, EcsClusterStatus::kInactive);
  ASSERT_EQ(clusters_.list(kPlace, "", 10).size(), 1U);
  EXPECT_EQ(clusters_.all_active().front().name, "worker");
}

TEST_F(EcsRows, CountsChangeByDifferences) {
  const EcsCluster cluster = make_cluster("web");
  clusters_.add_counts(cluster.number, {.running_tasks = 3, .active_services = 1});
  clusters_.add_counts(cluster.number, {.running_tasks = -1, .pending_tasks = 2});
  const EcsClusterCounts counts = clusters_.find(cluster.number)->counts;
  EXPECT_EQ(counts.running_tasks, 2);
  EXPECT_EQ(counts.pending_tasks, 2);
  EXPECT_EQ(counts.active_services, 1);
}

TEST_F(EcsRows, ContainerInstanceComesBackAsItWas) {
  const EcsCluster cluster = make_cluster("web");
  const EcsContainerInstance made = make_instance(cluster, "a");
  const auto found = hosts_.find(cluster.number, "a");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->number, made.number);
  EXPECT_EQ(found->attributes, made.attributes);
  EXPECT_EQ(found->reserved_ports, made.reserved_ports);
  EXPECT_EQ(found->registered, made.registered);
  EXPECT_EQ(found->document, made.document);
  EXPECT_FALSE(hosts_.find(make_cluster("another").number, "a").has_value());
}

TEST_F(EcsRows, AlikeHostsKeepTheirOwnAttributesApart) {
  const EcsCluster cluster = make_cluster("web");
  for (const char* id : {"a", "b", "c"}) {
    EcsContainerInstance instance = make_instance(cluster, id);
    if (instance.id != "b") instance.attributes["ecs.awsvpc-trunk-id"] = "trunk-" + instance.id;
    hosts_.update(instance);
  }
  std::map<std::string, EcsAttributes> seen;
  hosts_.visit(cluster.number,
               [&seen](const EcsContainerInstance& host) { seen[host.id] = host.attributes; });
  EXPECT_EQ(seen["a"].at("ecs.awsvpc-trunk-id"), "trunk-a");
  EXPECT_EQ(seen["b"].count("ecs.awsvpc-trunk-id"), 0U);
  EXPECT_EQ(seen["c"].at("ecs.awsvpc-trunk-id"), "trunk-c");
  EXPECT_EQ(seen["b"].at("ecs.instance-type"), "c5.large");
}

TEST_F(EcsRows, OccupancyIsTakenOffAndNotOverwrittenByUpdates) {
  EcsContainerInstance instance = make_instance(make_cluster("web"), "a");
  hosts_.occupy(instance.number, {.resources = {256, 512, 1}, .running_tasks = 0, .pending_tasks = 1});
  hosts_.set_task_ports(instance.number, {{80}});
  instance.status = EcsHostStatus::kDraining;
  hosts_.update(instance);
  hosts_.occupy(instance.number, {.resources = {}, .running_tasks = 1, .pending_tasks = -1});
  const EcsContainerInstance found = *hosts_.find(instance.number);
  EXPECT_EQ(found.status, EcsHostStatus::kDraining);
  EXPECT_EQ(found.remaining, (EcsResources{1792, 3399, 9}));
  EXPECT_EQ(found.registered, (EcsResources{2048, 3911, 10}));
  EXPECT_EQ(found.running_tasks, 1);
  EXPECT_EQ(found.pending_tasks, 0);
  EXPECT_EQ(found.task_ports, (std::vector<EcsHostPort>{{80}}));
  EXPECT_EQ(found.version, 3);
}

TEST_F(EcsRows, ClusterCountsItsContainerInstances) {
  const EcsCluster cluster = make_cluster("web");
  EcsContainerInstance first = make_instance(cluster, "a");
  make_instance(cluster, "b");
  EXPECT_EQ(clusters_.find(cluster.number)->counts.container_instances, 2);
  first.status = EcsHostStatus::kInactive;
  first.status_since = 5;
  hosts_.update(first);
  hosts_.update(first);
  EXPECT_EQ(clusters_.find(cluster.number)->counts.container_instances, 1);
  EXPECT_TRUE(hosts_.of_ec2_instance("i-a").empty());
  std::vector<std::string> visited;
  hosts_.visit(cluster.number, [&](const EcsContainerInstance& host) { visited.push_back(host.id); });
  EXPECT_EQ(visited, std::vector<std::string>{"b"});
  hosts_.remove_inactive(5);
  EXPECT_TRUE(hosts_.find(cluster.number, "a").has_value());
  hosts_.remove_inactive(6);
  EXPECT_FALSE(hosts_.find(cluster.number, "a").has_value());
}

TEST_F(EcsRows, RevisionsCountOnAndTheLatestActiveOneIsTheFamily) {
  for (int i = 0; i < 3; ++i) {
    EcsTaskDefinition definition;
    definition.account = kPlace.account;
    definition.region = kPlace.region;
    definition.family = "app";
    definition.revision = definitions_.take_revision(kPlace, "app");
    definition.arn =
        "arn:aws:ecs:eu-central-1:000000000000:task-definition/app:" + std::to_string(definition.revision);
    definitions_.insert(definition);
  }
  EcsTaskDefinition last = *definitions_.find_latest(kPlace, "app");
  EXPECT_EQ(last.revision, 3);
  last.status = EcsTaskDefinitionStatus::kInactive;
  definitions_.update(last);
  EXPECT_EQ(definitions_.find_latest(kPlace, "app")->revision, 2);
  EXPECT_EQ(definitions_.find_by_arn(last.arn)->status, EcsTaskDefinitionStatus::kInactive);
  const auto listed = definitions_.list(
      kPlace, {.family = "", .status = EcsTaskDefinitionStatus::kActive, .descending = true, .limit = 1});
  ASSERT_EQ(listed.size(), 1U);
  const auto next = definitions_.list(kPlace, {.family = "",
                                               .status = EcsTaskDefinitionStatus::kActive,
                                               .descending = true,
                                               .after_family = listed[0].family,
                                               .after_revision = listed[0].revision,
                                               .limit = 10});
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].revision, 1);
  ASSERT_EQ(definitions_.list_families(kPlace, "a", "").size(), 1U);
  EXPECT_TRUE(definitions_.list_families(kPlace, "a", "")[0].active);
  EXPECT_TRUE(definitions_.list_families(kPlace, "b", "").empty());
}

TEST_F(EcsRows, TagsBelongToAnArn) {
  auto& tags = store_->get<EcsTagRepository>();
  tags.set_tags("arn:1", {{"a", "1"}, {"b", "2"}});
  tags.set_tag("arn:1", "a", "3");
  tags.remove_tag("arn:1", "b");
  EXPECT_EQ(tags.tags("arn:1"), (EcsTags{{"a", "3"}}));
  tags.remove_tags("arn:1");
  EXPECT_TRUE(tags.tags("arn:1").empty());
}

}  // namespace
}  // namespace eni::sandbox
