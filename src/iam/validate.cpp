#include "iam/validate.h"

#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "iam/parse.h"

namespace eni::iam {

using aws::ApiResult;

aws::ApiError invalid_principal(std::string_view type, std::string_view name) {
  return malformed("Invalid principal in policy: \"" + std::string{type} + "\":\"" + std::string{name} +
                   "\"");
}

namespace {

constexpr std::string_view kPartitions[] = {"*",         "aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                            "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"};

/// The texts under `name` and `not_name` of every statement, as written.
std::vector<std::string> texts_of(const json::value& document, std::string_view name,
                                  std::string_view not_name) {
  std::vector<std::string> texts;
  const auto collect = [&](const json::value& statement) {
    for (const std::string_view key : {name, not_name})
      if (const json::value* element = find(statement, key))
        for (std::string& text : one_or_many(*element).value_or(std::vector<std::string>{}))
          texts.push_back(std::move(text));
  };
  const json::value& statements = *find(document, "Statement");
  if (statements.is_object()) {
    collect(statements);
  } else {
    for (const json::value& statement : statements.get_array()) collect(statement);
  }
  return texts;
}

ApiResult<void> check_sids(const Policy& policy) {
  std::set<std::string_view> seen;
  for (const Statement& statement : policy.statements) {
    if (statement.sid.empty()) continue;
    const bool plain = std::all_of(statement.sid.begin(), statement.sid.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (!plain)
      return malformed(
          "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
          "expression [0-9A-Za-z]*");
    if (!seen.insert(statement.sid).second)
      return malformed("Statement IDs (SID) in a single policy must be unique.");
  }
  return {};
}

ApiResult<void> check_actions_present(const Policy& policy) {
  for (const Statement& statement : policy.statements)
    if (statement.actions.empty()) return malformed("Policy statement must contain actions.");
  return {};
}

ApiResult<void> check_action(std::string_view action) {
  if (action == "*") return {};
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos)
    return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  if (action.find(':', colon + 1) != std::string_view::npos)
    return malformed("Actions/Condition can contain only one colon.");
  const std::string_view vendor = action.substr(0, colon);
  const bool plain = !vendor.empty() && std::all_of(vendor.begin(), vendor.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
  if (!plain && vendor != "*") return malformed("Vendor " + std::string{vendor} + " is not valid");
  return {};
}

ApiResult<void> check_resource(const std::string& resource) {
  // An ARN may begin with a variable or a wildcard only as a whole "*".
  if (resource == "*") return {};
  if (!resource.starts_with("arn:"))
    return malformed("Resource " + resource + " must be in ARN format or \"*\".");
  std::vector<std::string> fields = split(resource, ':');
  if (fields.size() < 3 || fields[2].empty())
    return malformed(fields.size() < 3 && fields[1] == "*"
                         ? "Resource vendor must be fully qualified and cannot contain regexes."
                         : "The policy failed legacy parsing");
  if (std::find(std::begin(kPartitions), std::end(kPartitions), fields[1]) == std::end(kPartitions) &&
      fields[1].find("${") == std::string::npos) {
    while (fields.size() < 6) fields.emplace_back("*");
    return malformed("Partition \"" + fields[1] + "\" is not valid for resource \"" + join(fields, ":") +
                     "\".");
  }
  if (fields[2] == "iam" && fields.size() > 3 && !fields[3].empty() && fields[3] != "*")
    return malformed("IAM resource " + resource + " cannot contain region information.");
  return {};
}

ApiResult<void> check_resources(const Policy& policy, const json::value& document) {
  for (const std::string& resource : texts_of(document, "Resource", "NotResource"))
    ENI_CHECK(check_resource(resource));
  for (const Statement& statement : policy.statements)
    if (statement.resources.empty()) return malformed("Policy statement must contain resources.");
  return {};
}

ApiResult<void> check_no_principals(const Policy& policy) {
  for (const Statement& statement : policy.statements)
    if (statement.principals) return malformed("Policy document should not specify a principal.");
  return {};
}

bool is_empty(const Principals& principals) {
  return !principals.everyone && principals.aws.empty() && principals.service.empty() &&
         principals.federated.empty() && principals.canonical_user.empty();
}

/// A unique id is what IAM shows in place of a principal that was deleted; it cannot be given.
bool is_aws_principal(std::string_view name) {
  if (aws::is_account_id(name)) return true;
  const auto arn = aws::Arn::parse(name);
  if (!arn || !aws::is_account_id(arn->account) || !arn->region.empty()) return false;
  if (name.find_first_of("*?") != std::string_view::npos) return false;
  if (arn->service == "sts")
    return arn->resource.starts_with("assumed-role/") || arn->resource.starts_with("federated-user/");
  return arn->service == "iam" && (arn->resource == "root" || arn->resource.starts_with("role/") ||
                                   arn->resource.starts_with("user/"));
}

bool is_service_principal(std::string_view name) {
  return name.size() > 14 && name.find('*') == std::string_view::npos &&
         (name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn") ||
          name.ends_with(".aws.internal") || name.ends_with(".api.aws"));
}

ApiResult<void> check_principals(const Policy& policy) {
  for (const Statement& statement : policy.statements) {
    if (!statement.principals) return malformed("Missing required field Principal");
    if (is_empty(*statement.principals))
      return malformed(
          "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy "
          "has a statement with no principals!");
    for (const std::string& name : statement.principals->aws)
      if (!is_aws_principal(name)) return invalid_principal("AWS", name);
    for (const std::string& name : statement.principals->service)
      if (!is_service_principal(name)) return invalid_principal("SERVICE", name);
  }
  return {};
}

ApiResult<void> check_trust_actions(const json::value& document) {
  for (const std::string& action : texts_of(document, "Action", "NotAction")) {
    if (!to_lower(action).starts_with("sts:"))
      return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  return {};
}

ApiResult<void> check_trust(const Policy& policy, const json::value& document) {
  for (const Statement& statement : policy.statements) {
    if (!statement.resources.empty()) return malformed("Has prohibited field Resource");
    // AWS refuses it: everybody not named would be trusted.
    if (statement.not_principal && statement.allow)
      return malformed("Allow with NotPrincipal is not allowed.");
  }
  ENI_CHECK(check_principals(policy));
  return check_trust_actions(document);
}

}  // namespace

ApiResult<Policy> validate_document(std::string_view document, DocumentKind kind) {
  const auto value = parse_json(document, DuplicateKeys::kRefuse);
  if (value.has_error() || !value->is_object())
    return malformed(kind == DocumentKind::kTrust ? "This policy contains invalid Json"
                                                  : "Syntax errors in policy.");
  ENI_TRY(Policy policy, parse_policy(*value));
  if (kind == DocumentKind::kManaged && policy.version != "2012-10-17")
    return malformed("Policy document must be version 2012-10-17 or greater.");
  ENI_CHECK(check_sids(policy));
  ENI_CHECK(check_actions_present(policy));
  for (const std::string& action : texts_of(*value, "Action", "NotAction")) ENI_CHECK(check_action(action));
  if (kind == DocumentKind::kTrust) {
    ENI_CHECK(check_trust(policy, *value));
    return policy;
  }
  if (kind == DocumentKind::kResource) {
    ENI_CHECK(check_principals(policy));
  } else {
    ENI_CHECK(check_no_principals(policy));
  }
  ENI_CHECK(check_resources(policy, *value));
  return policy;
}

std::vector<std::string> principals_to_verify(const Policy& policy) {
  std::vector<std::string> names;
  for (const Statement& statement : policy.statements) {
    if (!statement.principals) continue;
    for (const std::string& name : statement.principals->aws) {
      const auto arn = aws::Arn::parse(name);
      if (arn && arn->service == "iam" && arn->resource != "root") names.push_back(name);
    }
  }
  return names;
}

}  // namespace eni::iam
