#pragma once
/// What a plain YAML scalar means, and numbers as text.
#include <string>
#include <string_view>

#include "template/document.h"

namespace eni::tmpl {

/// Reads an unquoted scalar by YAML 1.1 as CloudFormation does: `yes` is true, `0777` is octal, `1:30` is 90
/// (base 60), `~` is null; but timestamps are text, and so is a number too large for 64 bits. Sources:
/// yaml.org/type/{bool,int,float,null}.html; User Guide, "CloudFormation template formats": "timestamp" is
/// not supported.
Node plain_scalar(std::string_view text);

/// As Java writes a double, and so CloudFormation: "8.0", "1.5", "1.2345678901E10".
std::string number_text(double value);

}  // namespace eni::tmpl
