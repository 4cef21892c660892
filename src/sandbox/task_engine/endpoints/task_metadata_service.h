#pragma once
/// What the containers of one task get at http://169.254.170.2: metadata in versions 2, 3 and 4, statistics, credentials of the task's
/// role, scale-in protection.
/// Source of paths, texts and status codes: aws/amazon-ecs-agent, ecs-agent/tmds and agent/handlers (of its tests, too).
#include <memory>
#include <optional>
#include <string>

#include "base/task.h"
#include "net/http.h"
#include "sandbox/task_engine/endpoints/metadata_paths.h"
#include "sandbox/task_engine/endpoints/request_rate.h"
#include "sandbox/task_engine/endpoints/task_metadata.h"
#include "sandbox/task_engine/endpoints/task_protection.h"

namespace eni::sandbox::task_engine::endpoints {

struct ContainerStats {
  json::object docker;  ///< as Docker's API has a container's statistics
  /// Bytes a second, which version 4 adds as network_rate_stats.
  struct NetworkRates {
    double received = 0;
    double sent = 0;
  };
  std::optional<NetworkRates> network_rates;
};

struct TaskCredentials {
  std::string role_arn;
  std::string access_key_id;
  std::string secret_access_key;
  std::string token;
  MetadataTime expiration;
};

enum class CredentialsFailure {
  kNotFound,       ///< an id that is not the task's: 400
  kUninitialized,  ///< the task's, and not there yet: 503
  kInternal,       ///< 500
};

/// Who knows the task. What it is asked with comes from its containers: ids are any text.
class TaskMetadataSource {
 public:
  virtual ~TaskMetadataSource() = default;

  /// As it is now. The reference holds until the loop's next turn.
  virtual const TaskMetadata& metadata() const = 0;
  /// Nothing if it has none: it does not run, or has for less than about a second.
  virtual std::optional<ContainerStats> stats(const std::string& docker_id) const = 0;
  /// The tags that the ECS API has of the task and of its container instance.
  virtual Task<MetadataTags> tags() = 0;
  virtual Task<Result<TaskCredentials, CredentialsFailure>> credentials(std::string id) = 0;
  /// ECS's answer to GetTaskProtection and UpdateTaskProtection of the task, asked with the credentials of its role. Called only of
  /// tasks that have one.
  virtual Task<ProtectionResult> protection() = 0;
  virtual Task<ProtectionResult> set_protection(bool enabled,
                                                std::optional<std::int64_t> expires_in_minutes) = 0;
};

/// What a request asks for, whose path may be any text.
MetadataPath requested_metadata(const net::Request& request);

/// Requests of a task, as ECS_TASK_METADATA_RPS_LIMIT has them by default. Source: aws/amazon-ecs-agent, README.
inline constexpr double kMetadataRequestsPerSecond = 40;
inline constexpr double kMetadataRequestBurst = 60;

class TaskMetadataService {
 public:
  /// Both outlive it, and the tasks that it gives out.
  TaskMetadataService(const Clock& clock, TaskMetadataSource& source);

  /// @return  an answer to everything
  Task<net::Response> answer(net::Request request);

 private:
  Task<net::Response> answer_path(net::Request request, MetadataPath path);
  Task<net::Response> answer_task_with_tags(MetadataPath path);
  Task<net::Response> answer_credentials(std::string id, std::string version);
  Task<net::Response> answer_protection(net::Request request, MetadataPath path);
  Task<net::Response> get_protection();
  Task<net::Response> put_protection(net::Request request, bool knows_task);
  net::Response answer_at_once(const MetadataPath& path) const;
  net::Response answer_v2(const MetadataPath& path) const;
  net::Response answer_v3(const MetadataPath& path) const;
  net::Response answer_v4(const MetadataPath& path) const;
  net::Response answer_fault(const net::Request& request, const MetadataPath& path) const;
  const ContainerMetadata* find_endpoint(const std::string& id) const;
  const ContainerMetadata* find_docker_id(const std::string& id) const;
  json::object older_task_stats() const;
  json::object v4_task_stats() const;

  TaskMetadataSource& source_;
  RequestRate rate_;
};

}  // namespace eni::sandbox::task_engine::endpoints
