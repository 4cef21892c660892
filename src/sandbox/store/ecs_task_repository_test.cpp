#include "sandbox/store/ecs_task_repository.h"

#include <gtest/gtest.h>

#include "sandbox/store/ecs_service_repository.h"

namespace eni::sandbox {
namespace {

constexpr EcsClusterNumber kCluster{1};
constexpr EcsContainerInstanceNumber kFirstHost{1};
constexpr EcsContainerInstanceNumber kSecondHost{2};

class EcsTaskRepositoryTest : public testing::Test {
 protected:
  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  EcsTaskRepository& tasks_ = store_->get<EcsTaskRepository>();

  EcsTaskOrigin origin(std::string family, int cluster = 1) {
    EcsTaskOrigin origin;
    origin.cluster = EcsClusterNumber{cluster};
    origin.family = std::move(family);
    origin.document = {{"group", "family:" + origin.family}};
    return tasks_.insert_origin(std::move(origin));
  }
  EcsTask task(const EcsTaskOrigin& of, int host, std::int64_t port_block = 0) {
    EcsTask task;
    task.id = "task" + std::to_string(++last_);
    task.origin = of.number;
    task.cluster = of.cluster;
    task.host = EcsContainerInstanceNumber{host};
    task.port_block = port_block;
    task.document = {{"createdAt", 1}};
    return tasks_.insert(std::move(task));
  }
  EcsTask change(const EcsTask& before, EcsTaskStatus last, EcsTaskStatus desired) {
    EcsTask after = before;
    after.last_status = last;
    after.desired_status = desired;
    if (last == EcsTaskStatus::kStopped) after.stopped_at = 1000;
    tasks_.update(after, before);
    return after;
  }
  std::string counts(const EcsTaskOrigin& of) {
    const auto now = tasks_.find_origin(of.number);
    if (!now) return "gone";
    return std::to_string(now->counts.pending) + " pending, " + std::to_string(now->counts.running) +
           " running, " + std::to_string(now->counts.stopping) + " stopping of " + std::to_string(now->tasks);
  }
  std::string ids(const EcsTaskQuery& query) {
    std::string out;
    for (const EcsTaskRow& one : tasks_.list(query)) out += one.id + " ";
    return out;
  }
  int last_ = 0;
};

TEST_F(EcsTaskRepositoryTest, AnOriginCountsItsTasks) {
  const auto web = origin("web");
  const EcsTask first = task(web, 1);
  task(web, 1);
  EXPECT_EQ(counts(web), "2 pending, 0 running, 0 stopping of 2");
  const EcsTask running = change(first, EcsTaskStatus::kRunning, EcsTaskStatus::kRunning);
  EXPECT_EQ(counts(web), "1 pending, 1 running, 0 stopping of 2");
  const EcsTask stopping = change(running, EcsTaskStatus::kRunning, EcsTaskStatus::kStopped);
  EXPECT_EQ(counts(web), "1 pending, 0 running, 1 stopping of 2");
  change(stopping, EcsTaskStatus::kStopped, EcsTaskStatus::kStopped);
  EXPECT_EQ(counts(web), "1 pending, 0 running, 0 stopping of 2");
  EXPECT_EQ(tasks_.forget_stopped(1001).size(), 1U);
  EXPECT_EQ(counts(web), "1 pending, 0 running, 0 stopping of 1");
}

TEST_F(EcsTaskRepositoryTest, AnOriginGoesWithItsLastTaskUnlessADeploymentKeepsIt) {
  const auto once = origin("once");
  const auto kept = origin("kept");
  EcsDeployment deployment;
  deployment.service = EcsServiceNumber{1};
  deployment.origin = kept.number;
  store_->get<EcsServiceRepository>().insert(deployment);
  change(task(once, 1), EcsTaskStatus::kStopped, EcsTaskStatus::kStopped);
  change(task(kept, 1), EcsTaskStatus::kStopped, EcsTaskStatus::kStopped);
  EXPECT_EQ(tasks_.oldest_stopped(), 1000);
  EXPECT_TRUE(tasks_.forget_stopped(1000).empty());
  EXPECT_EQ(tasks_.forget_stopped(1001).size(), 2U);
  EXPECT_EQ(tasks_.oldest_stopped(), std::nullopt);
  EXPECT_EQ(counts(once), "gone");
  EXPECT_EQ(counts(kept), "0 pending, 0 running, 0 stopping of 0");
}

TEST_F(EcsTaskRepositoryTest, AnOriginsNumberIsNeverGivenTwice) {
  const auto once = origin("once");
  tasks_.remove_origin(once.number);
  EXPECT_EQ(counts(once), "gone");
  EXPECT_GT(origin("another").number, once.number);
}

TEST_F(EcsTaskRepositoryTest, ListsByOriginThenByAge) {
  const auto a = origin("a");
  const auto b = origin("b");
  task(b, 1);
  task(a, 1);
  task(b, 2);
  task(origin("elsewhere", 2), 1);
  EXPECT_EQ(ids({.cluster = kCluster}), "task2 task1 task3 ");
  EXPECT_EQ(ids({.cluster = kCluster, .family = "b"}), "task1 task3 ");
  EXPECT_EQ(ids({.cluster = kCluster, .host = kFirstHost}), "task2 task1 ");
  EXPECT_EQ(ids({.cluster = kCluster, .host = kSecondHost, .family = "a"}), "");
  EXPECT_EQ(ids({.cluster = kCluster, .desired_status = EcsTaskStatus::kStopped}), "");
  EXPECT_EQ(ids({.cluster = kCluster, .limit = 1}), "task2 ");
  EXPECT_EQ(ids({.cluster = kCluster, .after_origin = a.number, .after_number = EcsTaskNumber{2}}),
            "task1 task3 ");
  EXPECT_EQ(
      ids({.cluster = kCluster, .after_origin = b.number, .after_number = EcsTaskNumber{1}, .limit = 1}),
      "task3 ");
}

TEST_F(EcsTaskRepositoryTest, TheLowestFreePortBlockIsTakenAgain) {
  const auto web = origin("web");
  EXPECT_EQ(tasks_.free_port_block(kFirstHost), 1);
  const EcsTask first = task(web, 1, 1);
  task(web, 1, 2);
  task(web, 1, 4);
  task(web, 2, 3);
  EXPECT_EQ(tasks_.free_port_block(kFirstHost), 3);
  change(first, EcsTaskStatus::kStopped, EcsTaskStatus::kStopped);
  EXPECT_EQ(tasks_.free_port_block(kFirstHost), 1);
}

TEST_F(EcsTaskRepositoryTest, WhatOccupiesHostsIsCountedByOrigin) {
  const auto web = origin("web");
  const EcsTask first = task(web, 1);
  task(web, 1);
  task(web, 1);
  task(web, 2);
  change(first, EcsTaskStatus::kRunning, EcsTaskStatus::kStopped);
  const auto placed = tasks_.placed(kCluster);
  ASSERT_EQ(placed.size(), 3U);
  EXPECT_EQ(placed[0].tasks, 2);
  EXPECT_FALSE(placed[0].stopping);
  EXPECT_EQ(placed[1].tasks, 1);
  EXPECT_TRUE(placed[1].stopping);
  EXPECT_EQ(placed[2].host, kSecondHost);
}

TEST_F(EcsTaskRepositoryTest, SettledTasksAreNotUnderWay) {
  const auto web = origin("web");
  const EcsTask first = task(web, 1);
  change(task(web, 1), EcsTaskStatus::kRunning, EcsTaskStatus::kRunning);
  const EcsTask stopping = change(task(web, 1), EcsTaskStatus::kRunning, EcsTaskStatus::kStopped);
  change(task(web, 1), EcsTaskStatus::kStopped, EcsTaskStatus::kStopped);
  EXPECT_EQ(tasks_.under_way(), (std::vector{first.number, stopping.number}));
}

TEST_F(EcsTaskRepositoryTest, AClientTokenIsRememberedForAWhile) {
  tasks_.put_token(kCluster, "token", 5000, 0, {"digest", {"a", "b"}});
  EXPECT_EQ(tasks_.find_token(kCluster, "token", 5000)->task_ids, (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(tasks_.find_token(kCluster, "token", 5001));
  EXPECT_FALSE(tasks_.find_token(EcsClusterNumber{2}, "token", 0));
}

TEST_F(EcsTaskRepositoryTest, AServiceKeepsItsNewestHundredEvents) {
  auto& services = store_->get<EcsServiceRepository>();
  for (int i = 1; i <= 105; ++i) services.add_event(EcsServiceNumber{7}, {std::to_string(i), i, "event"});
  const auto events = services.events(EcsServiceNumber{7});
  ASSERT_EQ(events.size(), 100U);
  EXPECT_EQ(events.front().id, "105");
  EXPECT_EQ(events.back().id, "6");
}

TEST_F(EcsTaskRepositoryTest, ThePrimaryDeploymentComesFirst) {
  auto& services = store_->get<EcsServiceRepository>();
  EcsDeployment old;
  old.service = EcsServiceNumber{1};
  old.status = EcsDeploymentStatus::kActive;
  old.id = "old";
  EcsDeployment primary;
  primary.service = EcsServiceNumber{1};
  primary.id = "primary";
  EcsDeployment older = old;
  older.id = "older";
  services.insert(older);
  services.insert(primary);
  services.insert(old);
  std::string order;
  for (const auto& one : services.deployments(EcsServiceNumber{1})) order += one.id + " ";
  EXPECT_EQ(order, "primary old older ");
}

}  // namespace
}  // namespace eni::sandbox
