#include "sandbox/gateway/host_networks.h"

#include "sandbox/gateway/task_runner.h"

namespace eni::sandbox {

/// Who runs tasks has their networks, and so their hosts'.
HostNetworks* find_host_networks(Environment& environment) {
  return dynamic_cast<HostNetworks*>(find_task_runner(environment));
}

}  // namespace eni::sandbox
