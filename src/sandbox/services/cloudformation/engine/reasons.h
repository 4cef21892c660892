#pragma once
/// Why an operation on a stack did not work, as AWS words it in stack events.
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::cloudformation {

/// Of what a defect of ours broke off.
inline constexpr std::string_view kInternalFailure = "Internal failure";

/// Of a creation whose handler has begun.
inline constexpr std::string_view kInitiated = "Resource creation Initiated";
inline constexpr std::string_view kReplacing =
    "Requested update requires the creation of a new physical resource; hence creating one.";

/// "The following resource(s) failed to create: [A, B]. ", as AWS has it, with
/// the blank.
std::string failed_to(std::string_view verb, const std::vector<std::string>& logical_ids);

}  // namespace eni::sandbox::cloudformation
