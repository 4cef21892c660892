#pragma once
/// XML bodies as JSON objects whose members are named as the SDKs name them. The only place that knows
/// pugixml.
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::s3_service {

/// The content of the root element `root`; texts stay texts. Elements that S3's schema repeats become lists:
/// Object, Part and Rule become Objects, Parts and Rules; TagSet becomes the list of its Tags.
/// @error  MalformedXML (400) if it is not XML, or has another root
aws::ApiResult<json::object> parse_xml(std::string_view text, std::string_view root);

}  // namespace eni::sandbox::s3_service
