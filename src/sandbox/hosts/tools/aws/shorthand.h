#pragma once
/// The CLI's shorthand for structures: key=value,list=a,b,inner={x=1,y=[2,3]}.
/// Source: AWS CLI User Guide, "Using shorthand syntax"; the grammar in awscli's shorthand.py.
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace eni::sandbox::hosts::tools::aws_cli {

/// @return  texts, lists and objects of them; what the texts mean is for the shape to say
/// @error   "Expected: '=', received: 'EOF' for input:" with the place
Result<json::object> parse_shorthand(std::string_view text);

}  // namespace eni::sandbox::hosts::tools::aws_cli
