#pragma once
/// MIME messages, as Python's email package reads them and cloud-init takes several scripts in one text.
/// Source: cloud-init, "User data formats", "MIME multi-part archive"; Python, Lib/email/feedparser.py.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni::sandbox::hosts {

struct MimePart {
  std::string content_type;  ///< without parameters, lower case; "text/plain" if none is given
  std::string file_name;     ///< of Content-Disposition or Content-Type; "" if none
  std::string body;          ///< decoded
  std::map<std::string, std::string> headers;  ///< names in lower case
};

/// Whether cloud-init takes a text for such a message: "MIME-Version:" stands in its first 4096 bytes.
bool is_mime_message(std::string_view text);

/// Its parts, those of nested messages as well; a message that is not multipart is its own part.
/// @error  what of it is not read: uuencode, a message as a part, too deep nesting
Result<std::vector<MimePart>> read_mime_message(std::string_view text);

}  // namespace eni::sandbox::hosts
