#pragma once
/// Pulls that are broken off when their time is over.
#include <string>
#include <utility>

#include "base/scheduler.h"
#include "base/task.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::task_engine {

/// "1m0s", "2h0m0s": as Go writes it. Whole seconds.
std::string go_duration(Duration duration);

namespace time_limit_detail {

template <class T>
Task<void> pass_on(Task<T> work, Channel<std::optional<T>> done) {
  auto result = co_await std::move(work);
  done.push(std::move(result));
}

}  // namespace time_limit_detail

/// What the work gives, if it comes to its end in time; else it is destroyed.
/// @param state  that the container could not reach, as the agent names it: "pulled"
/// @error  of the work; kTimeout: "Could not transition to STATE; timed out after waiting 1m0s"
/// Source: aws/amazon-ecs-agent, agent/dockerclient/dockerapi/errors.go (DockerTimeoutError).
template <class T>
Task<images::PullResult<T>> within(Scheduler& scheduler, Duration limit, std::string state,
                                   Task<images::PullResult<T>> work) {
  using Done = std::optional<images::PullResult<T>>;
  const Channel<Done> done{scheduler};
  std::exception_ptr thrown;
  TaskGroup tasks{[&](std::exception_ptr what) {
    thrown = std::move(what);
    done.push(std::nullopt);
  }};
  tasks.spawn(time_limit_detail::pass_on(std::move(work), done));
  std::optional<Done> ended = co_await done.pop_until(scheduler.now() + limit);
  if (thrown) std::rethrow_exception(thrown);
  if (ended && *ended) co_return std::move(**ended);
  co_return images::PullFailure{
      images::PullFault::kTimeout,
      "Could not transition to " + state + "; timed out after waiting " + go_duration(limit)};
}

}  // namespace eni::sandbox::task_engine
