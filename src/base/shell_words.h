#pragma once
/// A command line's words, as a POSIX shell tells them apart, without expanding anything.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni {

/// `a "b c" 'd'\ e` is a, b c, d e.
/// Source: Python's shlex.split, with which botocore reads section names and credential_process.
/// @error  "a quotation is not closed", "a backslash at the end"
Result<std::vector<std::string>> shell_words(std::string_view text);

}  // namespace eni
