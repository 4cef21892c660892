#pragma once
/// Amazon S3: buckets and objects, as far as the CLI, the SDKs, packaging and presigned URLs use them.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::s3_service {

extern const Service kService;

}  // namespace eni::sandbox::s3_service
