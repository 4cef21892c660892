#pragma once
/// What `status` prints.
#include <string>

#include "diagnosis/cluster_description.h"

namespace eni::command {

std::string status_table(const diagnosis::Description& description);
std::string status_json(const diagnosis::Description& description);

}  // namespace eni::command
