#pragma once
/// What IAM's older parser of policies still refuses: "The policy failed legacy parsing", without saying where. Both rules are as
/// AWS answers, not as it documents: "01T" is a date to it, and so is a plain "arn:aws:x" a resource.
#include <string>
#include <string_view>
#include <vector>

namespace eni::iam {

/// A value of a Date condition: ISO 8601 in parts, or a number of seconds or milliseconds. One with variables is taken as it is.
bool is_legacy_date(std::string_view text);

/// The colon-separated fields of a resource; a colon inside of ${…} belongs to the variable.
std::vector<std::string> resource_fields(std::string_view resource);

/// A resource that has a vendor, and all six fields if it leaves one out.
bool is_legacy_resource(const std::vector<std::string>& fields);

}  // namespace eni::iam
