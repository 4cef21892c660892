#pragma once
/// The XML that AWS answers with, as JSON values.
#include <string_view>

#include "base/json.h"

namespace eni::client {

/// The root's content: elements become members, an element whose children are all <member>, or
/// EC2's <item>, an array, repeated
/// elements an array, leaves text. Attributes are dropped.
/// @error  "not valid XML: REASON at byte N"
Result<json::value> xml_to_json(std::string_view text);

}  // namespace eni::client
