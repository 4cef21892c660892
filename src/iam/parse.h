#pragma once
/// From the text of a policy document to a Policy.
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"
#include "iam/policy.h"

namespace eni::iam {

/// IAM's refusal of a document: code MalformedPolicyDocument, 400.
aws::ApiError malformed(std::string message);

/// Reads what the grammar allows: strings or arrays of them, one statement or an array, booleans and numbers
/// as condition values. The rules that depend on where a policy is used are in validate.h.
/// @error  MalformedPolicyDocument "Syntax errors in policy."
aws::ApiResult<Policy> parse_policy(std::string_view document);
aws::ApiResult<Policy> parse_policy(const json::value& document);

/// A policy element that is a string or an array of strings; nothing if it is something else.
std::optional<std::vector<std::string>> one_or_many(const json::value& element);

}  // namespace eni::iam
