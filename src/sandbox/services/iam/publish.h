#pragma once
/// Tells authorization what has changed; it takes effect after the sandbox's propagation delay.
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

void identity_changed(const Call& call, const IamIdentity& identity);
void identity_removed(const Call& call, std::string_view arn);
void policy_changed(const Call& call, std::string_view policy_arn);

}  // namespace eni::sandbox::iam_service
