#pragma once
/// What the sandbox's own pages (/_sandbox/…) answer.
#include "base/json.h"
#include "net/http.h"

namespace eni::sandbox {

/// A JSON document.
net::Response page_answer(int status, const json::object& document);

}  // namespace eni::sandbox
