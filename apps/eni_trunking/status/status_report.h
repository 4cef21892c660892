#pragma once
/// What `status` prints.
#include <string>

#include "diagnosis/cluster_description.h"
#include "eni_trunking/status/local_access.h"

namespace eni::command {

/// @param access  of a sandbox that runs containers; nothing at AWS: neither says a word of it then
std::string status_table(const diagnosis::Description& description,
                         const std::optional<LocalAccess>& access = {});
std::string status_json(const diagnosis::Description& description,
                        const std::optional<LocalAccess>& access = {});

}  // namespace eni::command
