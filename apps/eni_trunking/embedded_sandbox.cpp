#include "embedded_sandbox.h"

namespace eni::command {

Result<std::unique_ptr<EmbeddedSandbox>> EmbeddedSandbox::start(const sandbox::SandboxOptions& options) {
  auto embedded = std::make_unique<EmbeddedSandbox>();
  ENI_TRY(embedded->sandbox_, sandbox::Sandbox::start(embedded->loop_, embedded->log_, options));
  embedded->thread_ = std::thread([loop = &embedded->loop_] { loop->run(); });
  return embedded;
}

EmbeddedSandbox::~EmbeddedSandbox() {
  if (!thread_.joinable()) return;
  loop_.post([this] { loop_.stop(); });
  thread_.join();
}

}  // namespace eni::command
