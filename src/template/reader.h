#pragma once
/// The two readers behind parse_document. Both take valid UTF-8.
#include <string_view>

#include "template/document.h"

namespace eni::tmpl {

/// Deeper nesting is refused by both, so that walking a tree never exhausts the stack.
inline constexpr int kMaxDepth = 200;

/// One YAML 1.1 document; short forms become long forms.
/// @error  as parse_document
TemplateResult<Node> read_yaml(std::string_view text);
/// One JSON value (RFC 8259).
/// @error  as parse_document
TemplateResult<Node> read_json(std::string_view text);

}  // namespace eni::tmpl
