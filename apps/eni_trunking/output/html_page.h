#pragma once
/// Pages for people, light or dark as their reader's system is.
#include <string>
#include <string_view>

namespace eni::command {

/// A whole document. @param body  HTML
std::string html_page(std::string_view title, std::string_view body);

}  // namespace eni::command
