#pragma once
/// Multipart MIME messages, as cloud-init takes several scripts in one text.
/// Source: cloud-init, "User data formats", "MIME multi-part archive".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::hosts {

struct MimePart {
  std::string content_type;  ///< without parameters, lower case: "text/x-shellscript"
  std::string body;          ///< decoded
};

/// Whether a text begins with headers of such a message.
bool is_mime_message(std::string_view text);
/// Its parts, those of nested messages as well; nothing if it has no boundary.
std::optional<std::vector<MimePart>> read_mime_message(std::string_view text);

}  // namespace eni::sandbox::hosts
