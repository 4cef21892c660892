#pragma once
/// Amazon S3's errors in its words. Source: Amazon S3 API Reference, "Error responses".
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::s3_service {

using aws::ApiError;

ApiError access_denied();  ///< 403 "Access Denied"
ApiError bad_digest(std::string message);
ApiError bucket_already_exists();  ///< 409, somebody else's
ApiError bucket_already_owned();   ///< 409
ApiError bucket_not_empty();       ///< 409
ApiError entity_too_small();
ApiError invalid_argument(std::string message);
ApiError invalid_bucket_name();
ApiError invalid_bucket_owner(std::string_view given);
ApiError invalid_part();
ApiError invalid_part_order();
ApiError invalid_range();  ///< 416
ApiError invalid_request(std::string message);
ApiError malformed_xml();
ApiError method_not_allowed();   ///< 405
ApiError no_such_bucket();       ///< 404
ApiError no_such_key();          ///< 404
ApiError no_such_upload();       ///< 404
ApiError no_such_version();      ///< 404
ApiError precondition_failed();  ///< 412
/// 501, naming what the sandbox does not have.
ApiError not_implemented(std::string_view what);

}  // namespace eni::sandbox::s3_service
