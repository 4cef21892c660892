#pragma once
/// Who makes a call.
#include <map>
#include <string>
#include <vector>

#include "aws/identifiers.h"
#include "base/json.h"

namespace eni::sandbox {

enum class PrincipalType {
  kRoot,  ///< the account itself; IAM policies do not limit it
  kUser,
  kAssumedRole,
  kService,  ///< an AWS service on its own behalf, e.g. delivering logs; IAM does not limit it
};

struct Principal {
  PrincipalType type = PrincipalType::kRoot;
  aws::AccountId account;
  std::string arn;  ///< of the caller: …:root, …:user/NAME, arn:aws:sts::…:assumed-role/NAME/SESSION; a
                    ///< service's name
  std::string identity_arn;  ///< whose policies count and to whom settings belong: the IAM role's or user's
                             ///< ARN, …:root
  std::string user_id;       ///< AIDA…, AROA…:SESSION, the account for root
  std::vector<std::string> session_policies;  ///< JSON documents given to AssumeRole; one of them must allow
  std::map<std::string, std::string> session_tags;
  std::string access_key_id;
  /// Services that call on the principal's behalf, first to last, e.g. cloudformation.amazonaws.com: what policies see
  /// as aws:CalledVia. Empty for calls of its own.
  std::vector<std::string> called_via;
  /// The resource for whose sake a service calls, what policies see as aws:SourceArn; of a nested stack, the one that it belongs to.
  /// Not kept.
  std::string source_arn;

  static Principal root(const aws::AccountId& account);
  static Principal service(std::string name, const aws::AccountId& account);

  /// What a stack keeps of its deployer, so that an operation goes on after a restart. No secrets.
  json::object to_json() const;
  static Principal from_json(const json::object& object);
};

}  // namespace eni::sandbox
