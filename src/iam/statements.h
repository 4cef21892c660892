#pragma once
/// Policy documents as JSON, changed by their statements' Sids; all else in them stays as it is.
#include <string_view>

#include "base/json.h"

namespace eni::iam {

/// The policy with the statement, which has a Sid, in place of one of the same Sid, or behind the others.
/// @error  the document is no policy
Result<json::object> with_statement(std::string_view document, const json::object& statement);
/// The policy without the statements of that Sid. @error  as with_statement()
Result<json::object> without_statement(std::string_view document, std::string_view id);
/// Whether one of its statements has that Sid.
bool has_statement(std::string_view document, std::string_view id);

}  // namespace eni::iam
