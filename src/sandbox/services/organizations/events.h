#pragma once
/// Events of changes of the tree, as CloudTrail has them: StackSets' automatic deployment listens.
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/organizations_repository.h"

namespace eni::sandbox::organizations_service {

/// "AWS API Call via CloudTrail", with the call's parameters.
void publish_call(Environment& env, const Organization& organization, std::string_view event_name,
                  json::object parameters);

/// "AWS Service Event via CloudTrail" of a creation that has ended: CreateAccountResult.
/// Source: AWS Organizations User Guide, "Logging and monitoring in AWS Organizations"
void publish_creation(Environment& env, const Organization& organization,
                      const CreateAccountRequest& request);

}  // namespace eni::sandbox::organizations_service
