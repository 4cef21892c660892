#pragma once
/// What a custom resource's function put at its ResponseURL, judged as CloudFormation judges it.
/// Source: User Guide, "Custom resource response objects".
#include <string>
#include <string_view>

#include "base/json.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {

/// The whole body may hold this many bytes.
inline constexpr std::size_t kMaxResponseBytes = 4096;

struct CustomResponse {
  enum class Verdict {
    kSuccess,
    kFailed,   ///< the function said so, or the response is not usable; `reason` is the event's
    kIgnored,  ///< not an answer to this request; the wait goes on
  };
  Verdict verdict = Verdict::kIgnored;
  std::string reason;       ///< kIgnored: for the log
  std::string physical_id;  ///< may be empty if it failed
  json::object data;
  bool no_echo = false;
};

/// @param request  what was asked; its StackId, RequestId and LogicalResourceId must come back
CustomResponse judge_response(std::string_view body, const CustomRequestRecord& request);

}  // namespace eni::sandbox::cloudformation
