#include "sandbox/task_engine/images/task_image_source.h"

#include "sandbox/task_engine/images/docker_logins.h"
#include "sandbox/task_engine/images/own_registry.h"
#include "sandbox/task_engine/images/time_limit.h"

namespace eni::sandbox::task_engine {
namespace {

using images::PullFailure;
using images::PullFault;

bool wants_login(PullFault fault) {
  return fault == PullFault::kDenied || fault == PullFault::kThrottled || fault == PullFault::kNotFound;
}

}  // namespace

TaskImageSource::TaskImageSource(TaskImages& images, TaskToRun task, oci::Reference name,
                                 images::Credentials login)
    : images_{images}, task_{std::move(task)}, name_{std::move(name)}, login_{std::move(login)} {}

images::PullResult<images::Credentials> TaskImageSource::user_login() {
  auto login = docker_login(images_.options_.docker_config, name_.registry);
  if (login.has_value()) return *std::move(login);
  // Most images need none.
  left_out_ = to_string(login.error());
  return images::Credentials{};
}

Task<images::PullResult<images::Credentials>> TaskImageSource::log_in() {
  const std::string& endpoint = images_.env_.settings.endpoint_url;
  auto registry = own_registry(name_.registry, endpoint, {task_.account, task_.region});
  if (registry) options_.endpoints[name_.registry] = own_url(endpoint);
  if (!login_.empty()) co_return login_;
  if (!registry) co_return user_login();
  auto logging_in = log_in_to_ecr(images_.env_, images_.agents_, task_, *std::move(registry));
  auto login = co_await std::move(logging_in);
  co_return login;
}

Task<images::PullResult<images::FetchedManifest>> TaskImageSource::log_in_and_fetch(oci::Platform platform) {
  auto logging_in = log_in();
  ENI_CO_TRY(images::Credentials login, co_await std::move(logging_in));
  client_ = std::make_unique<images::RegistryClient>(images_.scheduler_, images_.env_.random, images_.http_,
                                                     options_, name_, std::move(login));
  auto fetching = client_->fetch_manifest(std::move(platform));
  auto fetched = co_await std::move(fetching);
  if (fetched.has_error()) co_return explained(fetched.error());
  co_return fetched;
}

PullFailure TaskImageSource::explained(PullFailure failure) const {
  if (!left_out_.empty() && wants_login(failure.fault)) failure.detail += " (" + left_out_ + ")";
  return failure;
}

Task<images::PullResult<images::FetchedManifest>> TaskImageSource::fetch_manifest(oci::Platform platform) {
  const Duration limit = images_.options_.max_manifest_time;
  auto fetching = within(images_.scheduler_, limit, "MANIFEST_PULLED", log_in_and_fetch(std::move(platform)));
  auto fetched = co_await std::move(fetching);
  co_return fetched;
}

Task<images::PullResult<void>> TaskImageSource::fetch_blob(oci::Descriptor blob, images::BlobTarget& target) {
  auto fetching = client_->fetch_blob(std::move(blob), target);
  auto fetched = co_await std::move(fetching);
  co_return fetched;
}

}  // namespace eni::sandbox::task_engine
