#include "eni_trunking/tasks/task_options.h"

#include <CLI/App.hpp>

#include "client/user_environment.h"

namespace eni::command {

void declare_sandbox_endpoint(CLI::App& app, std::string& endpoint_url) {
  app.add_option("--endpoint-url", endpoint_url,
                 "The sandbox's; else AWS_ENDPOINT_URL, else http://127.0.0.1:4566")
      ->type_name("URL");
}

void declare_task_and_container(CLI::App& app, std::string& task, std::string& container) {
  app.add_option("TASK", task, "Its id, the beginning of one, or its ARN")->required();
  app.add_option("CONTAINER", container, "Its name in the task definition; not needed if it is the only one");
}

Result<ControlConnection, SandboxFailure> ask_control(const std::string& endpoint_url,
                                                      const task_access::Request& request,
                                                      const std::vector<int>& descriptors) {
  const client::ProcessEnvironment environment;
  const auto url = sandbox_url(endpoint_url, environment);
  if (url.has_error()) return SandboxFailure{url.error(), ExitCode::kUsage};
  return ControlConnection::open(*url, request, descriptors);
}

}  // namespace eni::command
