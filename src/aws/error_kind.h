#pragma once
/// What a refused call's error means for whoever made it, and how its text can be shown.
#include <string>
#include <string_view>

namespace eni::aws {

enum class ErrorKind {
  kFinal,       ///< the same call would be refused again
  kTransient,   ///< a fault of the service
  kThrottling,  ///< called too often
};

/// By AWS's code, and else by the status: 500, 502, 503 and 504 are faults of the service, 429 is throttling.
/// Source: the SDKs' common lists ("Retry behavior", AWS SDKs and Tools Reference Guide).
ErrorKind error_kind(std::string_view code, int http_status);

/// A text of an answer as a log line or a terminal can take it: valid UTF-8, no control characters but line breaks and tabs, at most
/// 2000 bytes, and cut before AWS's echo of a wrongly signed request, which holds the session's token.
std::string readable(std::string_view text);

}  // namespace eni::aws
