#include "eni_trunking/demo/container_sandbox.h"

#include "base/text.h"
#include "eni_trunking/demo/wait_until.h"
#include "eni_trunking/sandbox/sandbox_pages.h"

namespace eni::command {

namespace {

constexpr const char* kImages = "/_sandbox/images";

}  // namespace

Result<std::unique_ptr<ContainerSandbox>> ContainerSandbox::start(const std::string& runtimes_directory) {
  auto made = std::make_unique<ContainerSandbox>();
  sandbox::SandboxOptions options;
  options.port = 0;
  options.runtimes_directory = runtimes_directory;
  options.run_tasks = sandbox::RunTasks::kAlways;
  options.on_cannot_run = [finding = made->finding_](const Error& why) {
    const std::lock_guard lock{finding->mutex};
    finding->cannot_run = why;
  };
  ENI_TRY(made->sandbox_, EmbeddedSandbox::start(options));
  ENI_TRY(made->url_, net::Url::parse(made->sandbox_->endpoint_url()));
  return made;
}

Result<void> ContainerSandbox::wait_for_world() const {
  const auto is_there = [&]() -> client::CallResult<bool> {
    {
      // Not while the page is asked: the thread that answers may be waiting for it.
      const std::lock_guard lock{finding_->mutex};
      if (const auto& why = finding_->cannot_run)
        return client::CallFailure::unexpected("containers cannot run here: " + why->message, why->hint);
    }
    return ask_page(url_, {"GET", kImages, {}, ""}).has_value();
  };
  const auto waited = wait_until("the sandbox takes no images", is_there);
  return waited.has_error() ? Result<void>{waited.error().problem} : Result<void>{};
}

Result<void> ContainerSandbox::load_image(const std::string& archive) {
  ENI_CHECK(wait_for_world());
  bool is_sent = false;
  const auto source = [&]() -> Result<std::string> {
    return std::exchange(is_sent, true) ? std::string{} : archive;
  };
  const auto loaded = ask_page(url_, {"PUT", kImages, {}, ""}, source);
  if (loaded.has_error()) return loaded.error().error;
  return {};
}

Result<void> ContainerSandbox::remove_image(const std::string& name) {
  const auto removed =
      ask_page(url_, {"DELETE", std::string(kImages) + "?name=" + percent_encode(name), {}, ""});
  if (removed.has_error()) return removed.error().error;
  return {};
}

}  // namespace eni::command
