#pragma once
/// Keeps secrets out of what callers are told.
#include <string>

#include "sandbox/store/cloudformation_records.h"

namespace eni::sandbox::cloudformation {

/// `text` with "****" in the places of the secrets that the state's properties were resolved to. A service may have cut the secret: what
/// is there of its beginning goes, too. Secrets of less than four characters stay: they would take ordinary words with them.
std::string without_secrets(const ResourceState& state, std::string text);

}  // namespace eni::sandbox::cloudformation
