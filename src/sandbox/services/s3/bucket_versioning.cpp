/// GetBucketVersioning, PutBucketVersioning.
#include "sandbox/services/s3/input.h"
#include "sandbox/services/s3/operations.h"

namespace eni::sandbox::s3_service {

ApiResult<Reply> get_bucket_versioning(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  json::object configuration;
  if (!bucket.versioning.empty()) configuration["Status"] = bucket.versioning;
  return xml("VersioningConfiguration", std::move(configuration));
}

ApiResult<Reply> put_bucket_versioning(Call& call) {
  ENI_TRY(const auto bucket, find_bucket(call));
  ENI_TRY(const auto configuration, document(call, "VersioningConfiguration"));
  const auto status = find_string(configuration, "Status");
  if (!status || (*status != "Enabled" && *status != "Suspended"))
    return ApiError{"IllegalVersioningConfigurationException", "The Versioning element must be specified",
                    400};
  if (find_string(configuration, "MFADelete").value_or("Disabled") != "Disabled")
    return not_implemented("MfaDelete");
  repository(call).set_versioning(bucket.name, *status);
  return Reply::raw({}, {});
}

}  // namespace eni::sandbox::s3_service
