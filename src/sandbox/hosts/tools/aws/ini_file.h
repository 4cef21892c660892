#pragma once
/// The CLI's files of settings, ~/.aws/config and ~/.aws/credentials: sections of name = value.
#include <map>
#include <string>
#include <string_view>

namespace eni::sandbox::hosts::tools::aws_cli {

using IniSection = std::map<std::string, std::string, std::less<>>;
using IniFile = std::map<std::string, IniSection, std::less<>>;

IniFile read_ini(std::string_view text);

/// `text` with the value set, in place where the section has the name already, and else at its end.
std::string with_ini_value(std::string_view text, std::string_view section, std::string_view name,
                           std::string_view value);

}  // namespace eni::sandbox::hosts::tools::aws_cli
