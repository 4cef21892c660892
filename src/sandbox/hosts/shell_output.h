#pragma once
/// What the commands print that only handle text, byte by byte as bash and coreutils do.
/// Where that is not known, the error names what it hangs on: "echo with '\\x'".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni::sandbox::hosts {

/// Bash's own echo; /bin/sh of Amazon Linux is bash, and has the same.
Result<std::string> echo(const std::vector<std::string>& arguments);

/// Of %s, %d of whole numbers, %%, \n, \t, \", \\. The format is used again while arguments are left that it takes.
/// @param max_bytes  what it may print at most
Result<std::string> print_format(const std::vector<std::string>& arguments, std::size_t max_bytes);

/// `cut -d X -f N`.
Result<std::string> cut(const std::vector<std::string>& arguments, std::string_view input);

/// `sed 's/.$//'` and `sed 's/[a-z]$//'`: how a zone is made a Region.
Result<std::string> sed(const std::vector<std::string>& arguments, std::string_view input);

}  // namespace eni::sandbox::hosts
