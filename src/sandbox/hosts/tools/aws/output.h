#pragma once
/// How the CLI prints an answer.
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// Four spaces, no escapes beyond ASCII's; nothing of an empty object.
std::string json_output(const json::value& value);
/// Columns by tabs: values of a structure in their names' order, lists of structures line by line.
std::string text_output(const json::value& value);
/// @param title  the operation's name
std::string table_output(std::string_view title, const json::value& value);
std::string yaml_output(const json::value& value);

/// A scalar as Python's str(): None, True, 1.5.
std::string python_text(const json::value& value);

/// By the name of --output.
std::string formatted(std::string_view format, std::string_view title, const json::value& value);

}  // namespace eni::sandbox::hosts::tools::aws_cli
