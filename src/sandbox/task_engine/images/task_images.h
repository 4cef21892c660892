#pragma once
/// Images of tasks' containers: where each comes from, with whose login, and how long it is waited for.
///
/// | the image's registry | is asked | with the login of |
/// | --- | --- | --- |
/// | ACCOUNT.dkr.ecr.REGION.amazonaws.com; 127.0.0.1:PORT, localhost:PORT of this sandbox | the sandbox, never the network | ECR |
/// | any other | that registry, by the user's network | the user's `docker login`, if there is one |
///
/// A container with repositoryCredentials brings a login of its own, for whichever registry.
#include <string>

#include "net/streaming_client.h"
#include "sandbox/gateway/task_runner.h"
#include "sandbox/images/registry/docker_config.h"
#include "sandbox/images/store/image_store.h"
#include "sandbox/task_engine/images/host_agents.h"

namespace eni::sandbox::task_engine {

/// Of the machine that this runs on.
oci::Platform own_platform();

struct TaskImagesOptions {
  oci::Platform platform = own_platform();
  std::string docker_config;  ///< the file; "": there are no logins
  /// As the ECS agent waits. Source: aws/amazon-ecs-agent, agent/config/config.go (and for inactivity images::RegistryOptions)
  Duration max_manifest_time = std::chrono::minutes{1};
  Duration max_pull_time = std::chrono::hours{2};
};

class TaskImages {
 public:
  /// All outlive it, and it what it was asked.
  /// @param scheduler  the loop's, as the store's; `env` may have another time
  TaskImages(Environment& env, Scheduler& scheduler, net::StreamingClient& http, images::ImageStore& store,
             HostAgents& agents, TaskImagesOptions options);

  /// As ECS_IMAGE_PULL_BEHAVIOR of the task's host says; one that was loaded is taken without asking (images::image_for_task).
  /// What came of a pull that will not go better the next time is taken away again.
  /// @param container  a container definition
  /// @param login      of its repositoryCredentials; empty without them
  /// @error  of the pull; kEcrLogin, kTimeout. pull_reason() says it in ECS's words
  Task<images::PullResult<images::Image>> image_of(TaskToRun task, json::object container,
                                                   images::Credentials login);

 private:
  friend class TaskImageSource;

  Environment& env_;
  Scheduler& scheduler_;
  net::StreamingClient& http_;
  images::ImageStore& store_;
  HostAgents& agents_;
  const TaskImagesOptions options_;
};

/// The container's `reason`.
std::string pull_reason(const images::PullFailure& failure, const json::object& container);

}  // namespace eni::sandbox::task_engine
