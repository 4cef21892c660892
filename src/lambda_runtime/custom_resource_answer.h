#pragma once
/// What a custom resource answers. Source: CloudFormation User Guide, "Custom resource response objects".
#include <string>
#include <utility>
#include <vector>

#include "lambda_runtime/custom_resource_event.h"

namespace eni::lambda_runtime {

/// CloudFormation refuses a longer body, and with it the reason it carries. Inclusive.
inline constexpr std::size_t kMaxAnswerBytes = 4096;
/// Of a PhysicalResourceId.
inline constexpr std::size_t kMaxPhysicalIdBytes = 1024;

enum class Status { kSuccess, kFailed };
/// "SUCCESS", "FAILED".
std::string_view to_string(Status status);

struct Answer {
  Status status = Status::kFailed;
  std::string reason;                ///< shown in the stack's event; FAILED always has one
  std::string physical_resource_id;  ///< not empty, at most 1 KB
  std::vector<std::pair<std::string, std::string>> data;  ///< for Fn::GetAtt
};

/// The body: valid JSON in valid UTF-8 of at most kMaxAnswerBytes. What does not fit is left out: first the
/// end of the reason (it then ends in "…"), then the data, and then a SUCCESS becomes FAILED, whose reason says so: a
/// stack must not go on without them. Ids that do not fit are cut, in a FAILED whose reason says that. No member is ever
/// null; empty ones are absent.
std::string write_answer(const ReturnAddress& address, const Answer& answer);

}  // namespace eni::lambda_runtime
