#include "base/text.h"
#include "diagnosis/checks/checks.h"

namespace eni::diagnosis {

namespace {

/// "nodejs20.x" of the template's function; "" if it has none.
std::string nodejs_runtime(const std::string& body) {
  const auto at = body.find("nodejs");
  if (at == std::string::npos) return "";
  const auto end = body.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.", at);
  return body.substr(at, end == std::string::npos ? end : end - at);
}

}  // namespace

Findings find_nodejs_pattern(const Description& description) {
  Findings findings;
  for (const Stack& stack : description.stacks) {
    const std::string runtime = nodejs_runtime(stack.template_body);
    if (stack.template_body.find("Custom::CustomEniTrunking") == std::string::npos || runtime.empty())
      continue;
    findings.push_back(
        {"nodejs-pattern",
         Severity::kNote,
         "",
         stack.name,
         "The stack " + stack.name + " turns the setting on by an inline function for " + runtime + ".",
         "That function answers a deletion without undoing anything, leaves CloudFormation waiting an hour "
         "if a call fails, and Lambda refuses updates once its runtime has ended. The function of this "
         "project takes the same properties.",
         {}});
  }
  return findings;
}

}  // namespace eni::diagnosis
