#pragma once
/// Pages of secrets that filters let through: of ListSecrets and BatchGetSecretValue.
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

struct SecretPage {
  std::vector<Secret> secrets;
  std::string next;  ///< token; "" at the end
};

/// By the call's Filters, IncludePlannedDeletion, SortBy, SortOrder, MaxResults and NextToken. A page may be short, and even empty,
/// before the end: a call looks at a bounded number of secrets.
/// @param size  without MaxResults
/// @error       InvalidNextTokenException
ApiResult<SecretPage> read_secret_page(const Call& call, std::int64_t size);

}  // namespace eni::sandbox::secrets_manager
