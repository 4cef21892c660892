#pragma once
/// Scans for vulnerabilities, of which the sandbox knows none: a scan is a record, and says so.
#include "base/json.h"

namespace eni::sandbox::ecr_service {

/// FAILED, in the words in which ECR ends a scan of what it cannot read: "COMPLETE" would tell people that their image is sound.
json::object scan_status();

}  // namespace eni::sandbox::ecr_service
