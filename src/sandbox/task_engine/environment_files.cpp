#include "sandbox/task_engine/environment_files.h"

#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/containers/environment_file.h"
#include "sandbox/task_engine/images/execution_principal.h"

namespace eni::sandbox::task_engine {
namespace {

/// Of a file, with what is no variable in it.
constexpr std::int64_t kMaxFileBytes = std::int64_t{1} << 20;

constexpr const char* kDefaultRegion = "us-east-1";

/// Source: amazon-ecs-agent, ResourceInitError.
Error cannot_initialize(const TaskToRun& task, const std::string& why) {
  return {
      "ResourceInitializationError: resource cannot be initialized for task ARN: " + task.arn + ": " + why,
      ""};
}

std::string said(const aws::ApiError& error) { return error.code + ": " + error.message; }

/// S3 as the agent's client for one bucket.
class Bucket {
 public:
  Bucket(Environment& env, const Principal& principal, aws::Region region, S3Object file)
      : env_{env}, principal_{principal}, region_{std::move(region)}, file_{std::move(file)} {}

  /// Its own Region is the one that is asked from now on.
  Task<ApiResult<void>> find_region() {
    auto calling =
        env_.gateway.call(principal_, region_, "s3", "GetBucketLocation", {{"Bucket", file_.bucket}});
    ENI_CO_TRY(const Reply reply, co_await std::move(calling));
    const std::string region = text_at(reply.value, "LocationConstraint");
    region_ = aws::Region{region.empty() ? kDefaultRegion : region};
    co_return ApiResult<void>{};
  }

  Task<ApiResult<std::string>> download() {
    auto asking = ask("HeadObject");
    ENI_CO_TRY(const Reply head, co_await std::move(asking));
    for (const auto& [name, value] : head.headers)
      if (name == "Content-Length" && std::stoll(value) > kMaxFileBytes)
        co_return ApiError{"EntityTooLarge",
                           "the sandbox reads files of up to " + std::to_string(kMaxFileBytes) + " bytes"};
    auto downloading = ask("GetObject");
    ENI_CO_TRY(Reply reply, co_await std::move(downloading));
    co_return std::move(reply.bytes);
  }

 private:
  Task<ApiResult<Reply>> ask(std::string operation) {
    auto calling = env_.gateway.call(principal_, region_, "s3", operation,
                                     {{"Bucket", file_.bucket}, {"Key", file_.key}});
    co_return co_await std::move(calling);
  }

  Environment& env_;
  const Principal& principal_;
  aws::Region region_;
  S3Object file_;
};

Task<Result<std::map<std::string, std::string>>> read_file(Environment& env, const Principal& principal,
                                                           const TaskToRun& task, std::string arn,
                                                           std::size_t& left) {
  const auto file = read_s3_arn(arn);
  if (file.has_error())
    co_return cannot_initialize(
        task, "unable to parse bucket and key from s3 ARN specified in environmentFile " + arn +
                  ", error: " + file.error().message);
  Bucket bucket{env, principal, task.region, *file};
  auto finding = bucket.find_region();
  if (const auto found = co_await std::move(finding); found.has_error())
    co_return cannot_initialize(task, "unable to initialize s3 client for bucket " + file->bucket +
                                          ", error: " + said(found.error()));
  auto downloading = bucket.download();
  const auto text = co_await std::move(downloading);
  if (text.has_error())
    co_return cannot_initialize(task, "unable to download env file with key " + file->key + " from bucket " +
                                          file->bucket + ", error: " + said(text.error()));
  auto variables = read_environment_file(*text, left);
  if (variables.has_error()) co_return cannot_initialize(task, variables.error().message);
  co_return *std::move(variables);
}

bool has_files(const TaskToRun& task) {
  for (const json::value& container : task.containers)
    if (!array_at(container, "environmentFiles").empty()) return true;
  return false;
}

}  // namespace

Task<Result<EnvironmentFiles>> read_environment_files(Environment& env, HostAgents& agents, TaskToRun task) {
  EnvironmentFiles out;
  if (!has_files(task)) co_return out;
  if (task.execution_role_arn.empty())
    co_return cannot_initialize(task, "environment file resource: unable to find execution role credentials");
  auto finding = execution_principal(env, agents, task);
  const auto principal = co_await std::move(finding);
  if (principal.has_error()) co_return cannot_initialize(task, principal.error().message);
  std::size_t left = kMaxVariableBytes;
  for (const json::value& container : task.containers) {
    const json::array& files = array_at(container, "environmentFiles");
    if (files.empty()) continue;
    auto& variables = out[text_at(container, "name")];
    for (const json::value& file : files) {
      auto reading = read_file(env, *principal, task, text_at(file, "value"), left);
      ENI_CO_TRY(auto more, co_await std::move(reading));
      variables.merge(std::move(more));
    }
  }
  co_return out;
}

}  // namespace eni::sandbox::task_engine
