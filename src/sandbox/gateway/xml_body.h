#pragma once
/// Bodies of REST-XML requests, read by AWS's model of them. The only place of the sandbox that knows pugixml.
#include <optional>
#include <string_view>

#include "base/json.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {

/// The document of the member `payload`, whose members are named as the model, and the SDKs, name them; texts stay texts. What the
/// model does not have, or has in another form, is there as it is written, for shapes/check.h to find.
/// @return  nothing if `text` is not XML, or has another root than the member's
std::optional<json::object> read_xml_body(std::string_view text, const shapes::Member& payload);

}  // namespace eni::sandbox
