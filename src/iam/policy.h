#pragma once
/// A policy document as values. parse.h makes them, evaluate.h asks them.
#include <optional>
#include <string>
#include <vector>

#include "iam/condition.h"
#include "iam/pattern.h"

namespace eni::iam {

/// A Principal or NotPrincipal element.
struct Principals {
  bool everyone = false;  ///< "*" or {"AWS": "*"}
  std::vector<std::string>
      aws;  ///< ARNs, account ids, and the unique ids (AROA…, AIDA…) IAM stores in their place
  std::vector<std::string> service;  ///< "lambda.amazonaws.com"
  std::vector<std::string> federated;
  std::vector<std::string> canonical_user;
};

struct Statement {
  std::string sid;
  bool allow = false;
  std::optional<Principals> principals;
  bool not_principal = false;
  std::vector<Marked> actions;  ///< lower case, wildcards marked
  bool not_action = false;
  /// Empty in trust policies, which apply to their own role.
  std::vector<Pattern> resources;
  bool not_resource = false;
  std::vector<Condition> conditions;
};

struct Policy {
  std::string version;  ///< "2008-10-17" if the document names none
  std::string id;
  std::vector<Statement> statements;
};

}  // namespace eni::iam
