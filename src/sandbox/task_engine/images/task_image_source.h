#pragma once
/// The registry of a container's image, which is logged in to when it is asked: not for an image that is there.
#include <memory>
#include <string>

#include "sandbox/images/registry/registry_client.h"
#include "sandbox/task_engine/images/task_images.h"

namespace eni::sandbox::task_engine {

class TaskImageSource final : public images::ImageSource {
 public:
  /// @param images  outlives it
  /// @param login   that the container's definition brings; empty if it brings none
  TaskImageSource(TaskImages& images, TaskToRun task, oci::Reference name, images::Credentials login);

  std::string origin() const override { return name_.registry; }
  Task<images::PullResult<images::FetchedManifest>> fetch_manifest(oci::Platform platform) override;
  Task<images::PullResult<void>> fetch_blob(oci::Descriptor blob, images::BlobTarget& target) override;

 private:
  Task<images::PullResult<images::FetchedManifest>> log_in_and_fetch(oci::Platform platform);
  Task<images::PullResult<images::Credentials>> log_in();
  images::PullResult<images::Credentials> user_login();
  /// With why the user's login was left out, where the registry wants one.
  images::PullFailure explained(images::PullFailure failure) const;

  TaskImages& images_;
  const TaskToRun task_;
  const oci::Reference name_;
  const images::Credentials login_;
  images::RegistryOptions options_;
  std::string left_out_;  ///< why the user's login was not used; ""
  std::unique_ptr<images::RegistryClient> client_;
};

}  // namespace eni::sandbox::task_engine
