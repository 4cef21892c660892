#pragma once
/// Filters of ListSecrets. Source: API Reference, "Filter"; User Guide, "Find secrets".
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

/// Whether the secret is one that all of the filters let through. A filter lets through what one of its values fits: a beginning of
/// the name, the description, a tag's key or value; "!" before a value turns it round. Of `all`, each word is to be in one of them.
/// @param filters  [{"Key", "Values"}], as the model allows them
bool matches(const json::array& filters, const Secret& secret);

}  // namespace eni::sandbox::secrets_manager
