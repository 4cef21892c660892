#pragma once
/// Pulls that are broken off when their time is over.
#include <string>
#include <utility>

#include "base/awaited_tasks.h"
#include "sandbox/images/pull_failure.h"

namespace eni::sandbox::task_engine {

/// "1m0s", "2h0m0s": as Go writes it. Whole seconds.
std::string go_duration(Duration duration);

/// What the work gives, if it comes to its end in time; else it is destroyed.
/// @param state  that the container could not reach, as the agent names it: "pulled"
/// @error  of the work; kTimeout: "Could not transition to STATE; timed out after waiting 1m0s"
/// Source: aws/amazon-ecs-agent, agent/dockerclient/dockerapi/errors.go (DockerTimeoutError).
template <class T>
Task<images::PullResult<T>> within(Scheduler& scheduler, Duration limit, std::string state,
                                   Task<images::PullResult<T>> work) {
  auto working = end_by(scheduler, scheduler.now() + limit, std::move(work));
  std::optional<images::PullResult<T>> ended = co_await std::move(working);
  if (ended) co_return *std::move(ended);
  co_return images::PullFailure{
      images::PullFault::kTimeout,
      "Could not transition to " + state + "; timed out after waiting " + go_duration(limit)};
}

}  // namespace eni::sandbox::task_engine
