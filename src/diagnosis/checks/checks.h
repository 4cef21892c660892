#pragma once
/// What the rows of table.cpp run: a file each.
#include "diagnosis/check.h"

namespace eni::diagnosis {

Findings find_agent_capability(const Description& description);
Findings find_agent_too_old(const Description& description);
Findings find_desired_set_by_hand(const Description& description);
Findings find_dns_a_record(const Description& description);
Findings find_draining_stuck(const Description& description);
Findings find_group_maximum(const Description& description);
Findings find_instance_without_provider(const Description& description);
Findings find_loses_by_trunking(const Description& description);
Findings find_managed_tag_gone(const Description& description);
Findings find_never_joined(const Description& description);
Findings find_no_circuit_breaker(const Description& description);
Findings find_no_linux_instance(const Description& description);
Findings find_nodejs_pattern(const Description& description);
Findings find_provider_named_by_arn(const Description& description);
Findings find_provider_name_reserved(const Description& description);
Findings find_provider_not_deletable(const Description& description);
Findings find_refresh_waits(const Description& description);
Findings find_registered_before_setting(const Description& description);
Findings find_registration_failed(const Description& description);
Findings find_resources_bind_first(const Description& description);
Findings find_role_may_set(const Description& description);
Findings find_scale_in_blocked(const Description& description);
Findings find_service_linked_role(const Description& description);
Findings find_service_outside_scaling(const Description& description);
Findings find_service_subnets(const Description& description);
Findings find_setting_not_effective(const Description& description);
Findings find_setting_unseen(const Description& description);
Findings find_shared_subnet(const Description& description);
Findings find_signal_always_succeeds(const Description& description);
Findings find_spread_before_binpack(const Description& description);
Findings find_stack_not_deletable(const Description& description);
Findings find_subnet_addresses(const Description& description);
Findings find_task_larger_than_type(const Description& description);
Findings find_tasks_without_interface(const Description& description);
Findings find_trunk_security_group(const Description& description);
Findings find_unsupported_type(const Description& description);

}  // namespace eni::diagnosis
