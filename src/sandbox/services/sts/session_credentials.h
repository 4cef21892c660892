#pragma once
/// New temporary credentials for a principal: made, kept, and as the wire shows them.
#include <chrono>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::sts_service {

struct NewSession {
  Principal principal;
  std::chrono::seconds duration{3600};
  std::string source_identity;
  std::vector<std::string> transitive_tag_keys;
};

/// Stores the session. @return  the member Credentials of the reply
json::object issue_credentials(const Call& call, const NewSession& session);

}  // namespace eni::sandbox::sts_service
