#pragma once
/// The credentials that a machine's processes find in the instance's metadata: a session of the instance profile's role, named
/// by the instance.
#include "base/task.h"
#include "sandbox/gateway/role_session.h"
#include "sandbox/hosts/machine.h"

namespace eni::sandbox::hosts {

/// @error  why the metadata service has none, in the words of who asked it: what a process of the AWS SDK for Go logs
Task<Result<RoleSession>> begin_role_session(Environment& env, const Machine& machine);

/// Its principal alone.
Task<Result<Principal>> instance_credentials(Environment& env, const Machine& machine);

}  // namespace eni::sandbox::hosts
