#pragma once
/// What is answered where a layer cannot be had or made. Source: Amazon ECR API Reference, errors of the operations on layers; the
/// wordings are assumed where no report shows them.
#include <string>

#include "aws/api_error.h"

namespace eni::sandbox::ecr_service {

aws::ApiError upload_not_found(const std::string& id);
aws::ApiError too_many_uploads();
aws::ApiError layer_too_large();
aws::ApiError empty_upload(const std::string& id);
aws::ApiError part_too_small();
aws::ApiError wrong_digest(const std::string& said, const std::string& actual);
aws::ApiError layer_exists(const std::string& digest);
/// A fault that may pass, as a full disk is: SDKs and clients of registries try again.
aws::ApiError disk_failure(const std::string& what);

}  // namespace eni::sandbox::ecr_service
