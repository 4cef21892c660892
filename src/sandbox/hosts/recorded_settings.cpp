#include "sandbox/hosts/recorded_settings.h"

#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {

AgentSettings recorded_settings(Store& store, std::string_view instance_id) {
  const auto host = store.get<HostRepository>().find(instance_id);
  return host ? read_settings(host->settings) : AgentSettings{};
}

}  // namespace eni::sandbox::hosts
