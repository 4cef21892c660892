#include "sandbox/task_host_agents.h"

#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/recorded_settings.h"

namespace eni::sandbox {

Task<Result<Principal>> TaskHostAgents::credentials(std::string instance_id) {
  const auto machine = hosts::find_machine(env_.store, instance_id);
  if (!machine) co_return Error{"the host " + instance_id + " is gone", ""};
  auto asking = hosts::instance_credentials(env_, *machine);
  auto found = co_await std::move(asking);
  co_return found;
}

std::string TaskHostAgents::setting(const std::string& instance_id, std::string_view name) const {
  const auto settings = hosts::recorded_settings(env_.store, instance_id);
  const auto found = settings.find(std::string(name));
  return found == settings.end() ? "" : found->second;
}

Task<net::Response> TaskHostAgents::answer_metadata(std::string instance_id, net::Request request) {
  auto& kept = metadata_[instance_id];
  if (!kept) kept = std::make_shared<hosts::metadata::Service>(env_, instance_id);
  const auto service = kept;  // The host may end meanwhile.
  auto answering = service->answer(std::move(request));
  co_return co_await std::move(answering);
}

}  // namespace eni::sandbox
