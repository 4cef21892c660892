#pragma once
/// User data taken apart: unpacked, and each part with the type by which cloud-init handles it.
/// Source: cloud-init, user_data.py, handlers/__init__.py.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/machine_facts.h"

namespace eni::sandbox::hosts {

struct UserPart {
  std::string content_type;  ///< "text/x-shellscript"
  std::string file_name;     ///< "part-001" if it has none of its own
  std::string text;
  std::string merge_type;  ///< of the header Merge-Type; "" if it has none
};

struct UserParts {
  std::vector<UserPart> parts;
  std::vector<BootStep> notes;  ///< messages, and what is not read
};

/// @param bytes  as the instance sees them, no longer base64. A second base64 is taken off, as Amazon Linux does.
UserParts take_apart(std::string_view bytes, const MachineFacts& facts);

/// The type that a text's beginning says, blanks and blank lines before it passed over; "" if it says none.
std::string_view type_by_beginning(std::string_view text);

/// The first line's end decides, as in cloud-init's dos2unix.
std::string with_unix_line_ends(std::string text);

}  // namespace eni::sandbox::hosts
