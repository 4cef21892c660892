#pragma once
/// A secret as DescribeSecret and ListSecrets answer it.
#include "sandbox/gateway/call.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

/// @param versions_member  what the member with the versions is called: "VersionIdsToStages", "SecretVersionsToStages"
json::object described(const Call& call, const Secret& secret, std::string_view versions_member);

}  // namespace eni::sandbox::secrets_manager
