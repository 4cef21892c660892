#include "iam/validate.h"

#include <functional>
#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "iam/legacy_parsing.h"
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

void for_each_statement(const json::value& document,
                        const std::function<void(const json::value& statement)>& visit) {
  const json::value& statements = *find(document, "Statement");
  if (!statements.is_array()) return visit(statements);
  for (const json::value& statement : statements.get_array()) visit(statement);
}

/// The texts under `name` and `not_name`, as written.
std::vector<std::string> texts_of_statement(const json::value& statement, std::string_view name,
                                            std::string_view not_name) {
  std::vector<std::string> texts;
  for (const std::string_view key : {name, not_name})
    if (const json::value* element = find(statement, key))
      for (std::string& text : one_or_many(*element).value_or(std::vector<std::string>{}))
        texts.push_back(std::move(text));
  return texts;
}

/// The same of every statement.
std::vector<std::string> texts_of(const json::value& document, std::string_view name,
                                  std::string_view not_name) {
  std::vector<std::string> texts;
  for_each_statement(document, [&](const json::value& statement) {
    for (std::string& text : texts_of_statement(statement, name, not_name)) texts.push_back(std::move(text));
  });
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

ApiResult<void> check_actions(const json::value& document) {
  for (const std::string& action : texts_of(document, "Action", "NotAction")) ENI_CHECK(check_action(action));
  return {};
}

bool is_partition(const std::string& name) {
  return std::find(std::begin(kPartitions), std::end(kPartitions), name) != std::end(kPartitions) ||
         name.find("${") != std::string::npos;
}

aws::ApiError invalid_partition(std::vector<std::string> fields) {
  const std::string partition = fields[1];
  fields[0] = "arn";
  while (fields.size() < 6) fields.emplace_back("*");
  return malformed("Partition \"" + partition + "\" is not valid for resource \"" + join(fields, ":") +
                   "\".");
}

/// IAM and S3 are global. An access point of S3 lies in a region, but belongs to an account.
ApiResult<void> check_region(const std::string& resource, const std::vector<std::string>& fields) {
  if (fields.size() < 4 || fields[3].empty()) return {};
  if (fields[2] == "iam" && fields[3] != "*")
    return malformed("IAM resource " + resource + " cannot contain region information.");
  if (fields[2] == "s3" && fields.size() > 5 && fields[4].empty())
    return malformed("Resource " + resource + " can not contain region information.");
  return {};
}

constexpr std::string_view kIamPaths[] = {"user/",
                                          "federated-user/",
                                          "role/",
                                          "group/",
                                          "instance-profile/",
                                          "mfa/",
                                          "server-certificate/",
                                          "policy/",
                                          "sms-mfa/",
                                          "saml-provider/",
                                          "oidc-provider/",
                                          "report/",
                                          "access-report/"};

ApiResult<void> check_iam_path(const std::vector<std::string>& fields) {
  if (fields[2] != "iam") return {};
  const std::string path = fields.size() > 5 ? fields[5] : "";
  // What begins with a variable may become any of them.
  if (path == "*" || path.starts_with("${")) return {};
  std::string list;
  for (const std::string_view begin : kIamPaths) {
    if (path.starts_with(begin)) return {};
    list.append(list.empty() ? "" : ", ").append(begin);
  }
  return malformed("IAM resource path must either be \"*\" or start with " + list + ".");
}

ApiResult<void> check_resource(const std::string& resource) {
  // An ARN may begin with a variable or a wildcard only as a whole "*". "arn" itself AWS does not read.
  if (resource == "*") return {};
  const std::vector<std::string> fields = resource_fields(resource);
  if (fields.size() < 2) return malformed("Resource " + resource + " must be in ARN format or \"*\".");
  if (!is_partition(fields[1])) return invalid_partition(fields);
  if (fields.size() < 3)
    return malformed("Resource vendor must be fully qualified and cannot contain regexes.");
  ENI_CHECK(check_region(resource, fields));
  return check_iam_path(fields);
}

bool parses(const std::string& resource) {
  return resource == "*" || is_legacy_resource(resource_fields(resource));
}

struct ResourceFindings {
  bool passes_legacy = true;
  ApiResult<void> first =
      {};  ///< what is wrong with the first resource that is wrong in a way that AWS can name
};

/// Legacy parsing looks at the resources of a statement only while nothing else is wrong with any up to there.
ResourceFindings look_at_resources(const json::value& document) {
  ResourceFindings findings;
  for_each_statement(document, [&](const json::value& statement) {
    const std::vector<std::string> resources = texts_of_statement(statement, "Resource", "NotResource");
    for (const std::string& resource : resources)
      if (findings.first.has_value()) findings.first = check_resource(resource);
    if (findings.first.has_value() && !std::all_of(resources.begin(), resources.end(), parses))
      findings.passes_legacy = false;
  });
  return findings;
}

ApiResult<void> check_resources_present(const Policy& policy) {
  for (const Statement& statement : policy.statements)
    if (statement.resources.empty()) return malformed("Policy statement must contain resources.");
  return {};
}

bool are_dates(const json::value& values) {
  if (values.is_string()) return is_legacy_date(as_text(values));
  if (!values.is_array()) return true;
  return std::all_of(values.get_array().begin(), values.get_array().end(), are_dates);
}

bool has_legacy_conditions(const json::value& conditions) {
  for (const auto& [name, block] : conditions.get_object()) {
    const auto op = ConditionOperator::parse(name);
    if (!op || !compares_dates(op->comparison)) continue;
    for (const auto& [key, values] : block.get_object())
      if (!are_dates(values)) return false;
  }
  return true;
}

/// Of a document that parses, but for its resources.
bool passes_legacy(const json::value& document) {
  bool passes = true;
  for_each_statement(document, [&](const json::value& statement) {
    const std::string effect = as_text(*find(statement, "Effect"));
    passes = passes && (effect == "Allow" || effect == "Deny");
    if (const json::value* conditions = find(statement, "Condition"))
      passes = passes && has_legacy_conditions(*conditions);
  });
  return passes;
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

ApiResult<Policy> validated_trust(Policy policy, const json::value& document) {
  ENI_CHECK(check_sids(policy));
  ENI_CHECK(check_actions_present(policy));
  ENI_CHECK(check_actions(document));
  ENI_CHECK(check_trust(policy, document));
  return policy;
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
  if (kind == DocumentKind::kTrust) return validated_trust(std::move(policy), *value);
  const ResourceFindings resources = look_at_resources(*value);
  if (!passes_legacy(*value) || !resources.passes_legacy)
    return malformed("The policy failed legacy parsing");
  ENI_CHECK(check_sids(policy));
  ENI_CHECK(check_actions_present(policy));
  ENI_CHECK(kind == DocumentKind::kResource ? check_principals(policy) : check_no_principals(policy));
  ENI_CHECK(resources.first);
  ENI_CHECK(check_actions(*value));
  ENI_CHECK(check_resources_present(policy));
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
