#pragma once
/// {{resolve:service:…}} in evaluated values. They are resolved after evaluation, when a resource is about to
/// be created: find them, ask the services, put the answers in. Source: User Guide, "Get values stored in
/// other services using dynamic references".
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "template/error.h"

namespace eni::tmpl {

/// "You can include up to 60 dynamic references in a stack template."
inline constexpr std::size_t kMaxDynamicReferences = 60;

struct DynamicReference {
  std::string text = {};      ///< as written, with its braces: the key for resolving
  std::string service = {};   ///< "ssm", "ssm-secure" or "secretsmanager"
  std::string name = {};      ///< an SSM parameter's name, or a secret's name or ARN
  std::string version = {};   ///< SSM: a number, or empty for the latest. Secrets: a version id, or empty
  std::string json_key = {};  ///< of a secret; empty: all of it
  std::string version_stage = {};  ///< of a secret; empty: AWSCURRENT

  bool is_secret() const { return service == "secretsmanager"; }
  bool operator==(const DynamicReference&) const = default;
};

/// What becomes of those in which kKnownAfterApply stands. There are none when a change is carried out, but a template may say so.
enum class UnknownReferences { kSkip, kRefuse };

/// Each reference in the texts of `value` (not in keys), once, in order.
/// @error  for those that are malformed, or of a service other than ssm, ssm-secure and secretsmanager, which names it; for more than
///         kMaxDynamicReferences
TemplateResult<std::vector<DynamicReference>> find_dynamic_references(
    const json::value& value, UnknownReferences unknown = UnknownReferences::kSkip);

/// Where `reference` stands in a resource: "AWS::SSM::Parameter/Properties/Value", as AWS names the places.
std::vector<std::string> places_of(const DynamicReference& reference, std::string_view resource_type,
                                   const json::object& properties);
/// AWS's words for ssm-secure in a property that does not take it; the sandbox has no property that does.
std::string secure_reference_problem(const std::vector<std::string>& places);
/// AWS's words for ssm with the name of a SecureString.
std::string non_secure_prefix_problem(std::string_view name);

/// DynamicReference::text -> what it resolves to.
using ResolvedReferences = std::map<std::string, std::string, std::less<>>;

/// A secret's value, or that of its JSON key: a text, a number or a flag.
/// @param secret  the SecretString
/// @error  AWS's words. Never with what is in it
TemplateResult<std::string> referenced_value(const DynamicReference& reference, const std::string& secret);

/// `value` with every reference that `resolved` has replaced; others stay.
json::value replace_dynamic_references(const json::value& value, const ResolvedReferences& resolved);

}  // namespace eni::tmpl
