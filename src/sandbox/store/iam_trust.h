#pragma once
/// Trust policies name roles and users by ARN, but IAM keeps their unique ids: a role that is deleted and
/// made again under the same name does not inherit the trust. Source: IAM User Guide, "AWS JSON policy
/// elements: Principal".
#include <map>
#include <string>
#include <string_view>

#include "sandbox/store/iam_repository.h"

namespace eni::sandbox {

using PrincipalIds = std::map<std::string, std::string>;  ///< ARN -> unique id

PrincipalIds principal_ids_of(const IamIdentity& role);
std::string to_json_text(const PrincipalIds& ids);

/// `document` with those AWS principals replaced.
std::string replace_principals(std::string_view document,
                               const std::map<std::string, std::string>& replacements);

/// As authorization reads it: with unique ids in the place of ARNs.
std::string trust_for_authorization(const IamIdentity& role);
/// As GetRole shows it: as given, but with the unique id of a principal that is gone.
std::string trust_to_show(IamRepository& iam, const IamIdentity& role);

}  // namespace eni::sandbox
