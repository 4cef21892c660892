/// Whom people mean, and what they are told if it is nobody.
#include "sandbox/task_engine/access/find_task.h"

#include <gtest/gtest.h>

#include "sandbox/task_engine/access/test_task_access.h"

namespace eni::sandbox::task_engine {
namespace {

const std::vector<ReachableTask> kTasks = {
    {"0123aaaa", "arn:aws:ecs:r:a:task/c/0123aaaa", {{"web", ContainerStatus::kRunning}}},
    {"0123bbbb",
     "arn:aws:ecs:r:a:task/c/0123bbbb",
     {{"web", ContainerStatus::kStopped},
      {"log", ContainerStatus::kPending},
      {"app", ContainerStatus::kRunning}}},
    {"0123aaaabbbb", "arn:aws:ecs:r:a:task/c/0123aaaabbbb", {}},
};

template <class T>
std::string outcome(const Result<T>& result, const std::string& found) {
  return result ? found : result.error().message + " / " + result.error().hint;
}

TEST(FindTask, ByItsIdItsBeginningOrItsArn) {
  const std::string list = "see those that run: aws ecs list-tasks --cluster CLUSTER";
  const struct {
    std::string name;
    std::string outcome;
  } rows[] = {
      {"0123b", "0123bbbb"},
      {"0123bbbb", "0123bbbb"},
      {"arn:aws:ecs:r:a:task/c/0123aaaa", "0123aaaa"},
      {"0123aaaa", "0123aaaa"},  // whole, and the beginning of another
      {"0123", "several tasks begin with '0123': 0123aaaa, 0123bbbb, 0123aaaabbbb / give more of its id"},
      {"0124", "no task '0124' runs here / " + list},
      {"arn:aws:ecs:r:a:task/c/0123", "no task 'arn:aws:ecs:r:a:task/c/0123' runs here / " + list},
      {"", "which task is not said / " + list},
  };
  for (const auto& row : rows) {
    const auto found = find_task(kTasks, row.name);
    EXPECT_EQ(outcome(found, found ? found->id : ""), row.outcome);
  }
}

TEST(FindTask, TellsOnlySomeOfMany) {
  std::vector<ReachableTask> many;
  for (int number = 0; number < 9; ++number) many.push_back({"a" + std::to_string(number), "", {}});
  EXPECT_EQ(find_task(many, "a").error().message,
            "several tasks begin with 'a': a0, a1, a2, a3, a4 and 4 more");
}

TEST(FindTask, AContainerByItsName) {
  const struct {
    std::size_t task;
    std::string name;
    std::string outcome;
  } rows[] = {
      {0, "", "web"},
      {0, "web", "web"},
      {0, "app", "task 0123aaaa has no container 'app' / it has web"},
      {1, "app", "app"},
      {1, "", "task 0123bbbb has several containers / name one; it has web, log, app"},
      {1, "web",
       "container web of task 0123bbbb has stopped / see what it has written: eni-trunking logs 0123bbbb "
       "web"},
      {1, "log",
       "container log of task 0123bbbb has not started yet / see what it waits for: aws ecs describe-tasks "
       "--cluster "
       "CLUSTER --tasks 0123bbbb"},
  };
  for (const auto& row : rows) {
    const auto found = find_running_container(kTasks[row.task], row.name);
    EXPECT_EQ(outcome(found, found ? found->name : ""), row.outcome);
  }
  EXPECT_EQ(find_container(kTasks[1], "web")->name, "web");
}

ContainerState ended(std::string name, std::optional<int> exit_code, std::string reason) {
  ContainerState state{std::move(name), ContainerStatus::kStopped};
  state.exit_code = exit_code;
  state.reason = std::move(reason);
  return state;
}

TEST(FindTask, OneThatHasStoppedIsNamedWithItsEnd) {
  net::EventLoop loop;
  TestTaskAccess access{loop};
  access.reachable = kTasks;
  const TimePoint end{std::chrono::seconds{1'700'000'000}};
  access.shown = {
      {"0123aaaa", "arn:aws:ecs:r:a:task/c/0123aaaa", "RUNNING", ""},
      {"77aa",
       "arn:aws:ecs:r:a:task/c/77aa",
       "STOPPED",
       "Essential container in task exited",
       end,
       {ended("web", 137, "OutOfMemoryError: too much"), ended("log", std::nullopt, "")}},
      {"77bb",
       "arn:aws:ecs:r:a:task/c/77bb",
       "DEPROVISIONING",
       "Task failed to start",
       std::nullopt,
       {ended("web", std::nullopt, "CannotPullContainerError: not there")}},
      {"77cc", "arn:aws:ecs:r:a:task/c/77cc", "PROVISIONING", ""},
  };
  const std::string logs = " / see what it has written: eni-trunking logs ";
  const std::string nobody =
      "runs here, or has stopped within the last hour / see those that run: aws ecs "
      "list-tasks --cluster CLUSTER";
  const struct {
    std::string name;
    std::string outcome;
  } rows[] = {
      {"0123b", "0123bbbb"},
      {"77a",
       "task 77aa stopped at 2023-11-14T22:13:20Z: Essential container in task exited (web ended with exit "
       "code 137: OutOfMemoryError: too much)" +
           logs + "77aa"},
      {"arn:aws:ecs:r:a:task/c/77bb",
       "task 77bb is DEPROVISIONING: Task failed to start (web: CannotPullContainerError: not there)" + logs +
           "77bb"},
      {"77c",
       "task 77cc has not started yet: it is PROVISIONING / see what it waits for: aws ecs describe-tasks "
       "--cluster CLUSTER --tasks 77cc"},
      {"77", "several tasks begin with '77': 77aa, 77bb, 77cc / give more of its id"},
      {"arn:aws:ecs:r:a:task/d/77bb", "no task 'arn:aws:ecs:r:a:task/d/77bb' " + nobody},
      {"arn:aws:ecs:r:a:task/c/", "no task 'arn:aws:ecs:r:a:task/c/' " + nobody},
      {"99", "no task '99' " + nobody},
  };
  for (const auto& row : rows) {
    const auto found = find_running_task(access, row.name);
    EXPECT_EQ(outcome(found, found ? found->id : ""), row.outcome);
  }
}

TEST(FindTask, HowAContainerEnded) {
  EXPECT_EQ(ending_text("web", 0, ""), "web ended with exit code 0");
  EXPECT_EQ(ending_text("web", 3, "why"), "web ended with exit code 3: why");
  EXPECT_EQ(ending_text("web", std::nullopt, "CannotPullContainerError: no"),
            "web: CannotPullContainerError: no");
  EXPECT_EQ(ending_text("web", std::nullopt, ""), "web was not started");
}

TEST(FindTask, TheNetworkOfAHostOrATask) {
  net::EventLoop loop;
  TestTaskAccess access{loop};
  access.reachable = kTasks;
  access.host_ids = {"i-0a", "i-0b"};
  const struct {
    task_access::Request request;
    std::string outcome;
  } rows[] = {
      {{.task = "0123b"}, "task 0123bbbb"},
      {{.host = "i-0b"}, "host i-0b"},
      {{.host = "i-0"}, "several hosts begin with 'i-0': i-0a, i-0b / give more of its id"},
      {{.host = "i-1"}, "no host 'i-1' runs here / see those that run: aws ec2 describe-instances"},
      {{.task = "0123b", .host = "i-0a"}, "a host or a task, not both / "},
      {{}, "which task is not said / see those that run: aws ecs list-tasks --cluster CLUSTER"},
  };
  for (const auto& row : rows) {
    const auto found = find_network(access, row.request);
    EXPECT_EQ(outcome(found, found ? text_of(*found) : ""), row.outcome);
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
