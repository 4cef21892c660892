#pragma once
/// The role that SAM makes for a function without one.
/// Source: AWS Serverless Application Model, "AWS::Serverless::Function": Policies, AssumeRolePolicyDocument, RolePath.
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::tmpl {

/// Properties of AWS::IAM::Role, but for its tags.
struct ServerlessRole {
  json::object properties;
  std::vector<std::string> problems;  ///< of what the function asks for: sentences
};
ServerlessRole serverless_role(const std::string& function_id, const json::object& properties);

/// {"Ref": …}, {"Fn::…": …}
bool is_function(const json::value& value);
/// Where a function's DeadLetterQueue leads: an ARN or a function; null if it says nothing.
json::value target_arn_of(const json::value& dead_letter_queue);

}  // namespace eni::tmpl
