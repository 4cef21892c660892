#pragma once
/// An embedded sandbox whose tasks really run.
#include <memory>
#include <mutex>
#include <optional>

#include "eni_trunking/sandbox/embedded_sandbox.h"
#include "net/http.h"

namespace eni::command {

class ContainerSandbox {
 public:
  /// Returns while its world is still being made. Images and what containers write lie in its temporary folder.
  static Result<std::unique_ptr<ContainerSandbox>> start(const std::string& runtimes_directory);

  EmbeddedSandbox& sandbox() { return *sandbox_; }
  const net::Url& url() const { return url_; }
  /// Once containers can run. @param archive  as `docker save` writes it
  /// @error  why this machine runs no containers, and what allows it
  Result<void> load_image(const std::string& archive);
  /// So that nothing of it stays on the disk, whoever its files belong to. Nothing uses it any more.
  Result<void> remove_image(const std::string& name);

 private:
  /// What the sandbox's thread has found out.
  struct Finding {
    std::mutex mutex;
    std::optional<Error> cannot_run;
  };

  Result<void> wait_for_world() const;

  std::shared_ptr<Finding> finding_ = std::make_shared<Finding>();
  std::unique_ptr<EmbeddedSandbox> sandbox_;
  net::Url url_;
};

}  // namespace eni::command
