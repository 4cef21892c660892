#pragma once
/// curl of the instance metadata service, in the forms that AWS documents.
/// Source: Amazon EC2 User Guide, "Access instance metadata for an EC2 instance".
#include <string>
#include <vector>

#include "sandbox/hosts/machine_facts.h"
#include "sandbox/hosts/shell_output.h"

namespace eni::sandbox::hosts {

/// Stands for a session token of the metadata service, whose value is anybody's guess: good for nothing but its header.
/// No script can write it, for it has control characters.
inline constexpr std::string_view kSessionToken = "\x01session token\x01";

/// What `curl` with these arguments prints; a request that would fail, or that is written otherwise, is not known.
Result<std::string> curl_metadata(const std::vector<std::string>& arguments, const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
