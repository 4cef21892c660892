#pragma once
/// systemctl, and `service`, which passes on to it: the units that matter to a host of ECS.
///
/// A blocking start job of a unit that is ordered After=cloud-final.service never ends within user data, because cloud-final
/// waits for the user data: `systemctl start ecs`, `restart ecs`, `enable --now ecs`. With --no-block it is queued.
/// Source: Amazon ECS Developer Guide, "Bootstrapping Amazon ECS Linux container instances to pass data"; ecs.service of ecs-init.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

Task<int> run_systemctl(ToolCall& call);
/// `service NAME start|stop|restart|status|reload`
Task<int> run_service(ToolCall& call);

}  // namespace eni::sandbox::hosts::tools
