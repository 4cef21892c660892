#pragma once
/// The two readers behind parse_document. Both take valid UTF-8.
#include <string>
#include <string_view>
#include <vector>

#include "template/document.h"

namespace eni::tmpl {

/// Deeper nesting is refused by both, so that walking a tree never exhausts the stack.
inline constexpr int kMaxDepth = 200;

/// "/Resources/Name/Type/Property": a path as AWS writes it in messages, where what is below Properties is named by
/// "Type". Seen in the messages that users report; the test PathsAreThoseOfAws shows it.
std::string aws_path(const std::vector<std::string>& segments);

/// One YAML 1.1 document; short forms become long forms.
/// @error  as parse_document
TemplateResult<Node> read_yaml(std::string_view text);
/// One JSON value (RFC 8259).
/// @error  as parse_document
TemplateResult<Node> read_json(std::string_view text);

}  // namespace eni::tmpl
