#pragma once
/// What the sandbox supports, read from the tables that run it.
#include <string>

namespace eni::command {

/// {"services": [{"name","title","protocol","operations":[{"name","iam_action","differences"}]}],
///  "resource_types": [{"type","properties":[…],"attributes":[…],"is_custom","differences"}]}, indented. A property without a row
/// is refused by name, unless the type is custom.
std::string supported_operations_json();

}  // namespace eni::command
