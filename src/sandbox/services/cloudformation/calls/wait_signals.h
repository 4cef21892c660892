#pragma once
/// Handles of wait conditions: their presigned URLs, and the signals that are put there.
/// Source: User Guide, "Create wait conditions in a CloudFormation template".
#include <string>
#include <string_view>

#include "net/http.h"
#include "sandbox/services/cloudformation/calls/service_caller.h"

namespace eni::sandbox::cloudformation {

/// Paths that begin so are URLs of handles.
inline constexpr std::string_view kWaitPath = "/cloudformation-waitcondition-";

/// @param id  of the handle: STACK-ARN/UUID/LOGICAL-ID, as the URL has it
std::string wait_handle_url(EngineParts& parts, const std::string& id, const std::string& region);
/// The id of the handle whose URL it is; "" if it is none's.
std::string wait_handle_id(std::string_view url);

/// Serves a request to a handle's URL as S3 does. Whatever the body is, it is CloudFormation that judges it.
net::Response take_wait_signal(EngineParts& parts, const net::Request& request);

/// What has been put at a handle's URL.
struct WaitSignals {
  json::object data;  ///< of successes: by UniqueId, of each the first
  std::string
      failure;  ///< "WaitCondition received failed message: '…' for uniqueId: …"; "" if none has failed
};
WaitSignals wait_signals(EngineParts& parts, const std::string& handle_id);

}  // namespace eni::sandbox::cloudformation
