#pragma once
/// The form of ~/.aws/config and ~/.aws/credentials: INI as Python's configparser reads it, for that is what the AWS CLI and
/// boto3 read them with.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace eni::client {

/// The value of a key, or the settings indented below it.
struct Setting {
  std::string text;                           ///< continuation lines joined by newlines
  std::map<std::string, std::string> nested;  ///< of `s3 =` and the lines `  key = value` below it
};

using Settings = std::map<std::string, Setting>;  ///< by key, lower case

struct IniSection {
  std::string name;  ///< what stands between the brackets
  Settings settings;
};

inline constexpr std::size_t kMaxIniBytes = 1024 * 1024;

/// @param file  its name, for errors
/// @return  the sections in their order. Keys of [DEFAULT] are in all of them. '=' and ':' end a key; lines that begin with '#'
///          or ';' are comments, and a '#' behind a value belongs to it; lines indented more than their key go on with its value
/// @error   "FILE:LINE: …": a line that is none of these, a section or a key that is there twice; a file of more than kMaxIniBytes
/// Source: Python's documentation of configparser; botocore's configloader for nested settings.
Result<std::vector<IniSection>> parse_ini(std::string_view text, const std::string& file);

}  // namespace eni::client
