#pragma once
/// Which instance types somebody means: names, families and patterns as they are typed.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "trunking/instance_limits.h"

namespace eni::command {

using InstanceTypes = std::vector<const trunking::InstanceType*>;

/// The types that `words` name, each once, in people's order (by family, then by size).
///
/// | word      | names                                  |
/// |-----------|----------------------------------------|
/// | c5.large  | this type                              |
/// | c5        | the family                             |
/// | '*.large' | what matches; '?' is any one character |
///
/// @error  a word that names nothing, with those it may be meant for
Result<InstanceTypes> select_instance_types(const std::vector<std::string>& words);

/// By family, then from small to large, bare metal last: c5.large before c5.2xlarge before c5.12xlarge.
bool is_before(const trunking::InstanceType& a, const trunking::InstanceType& b);

/// "large" of "c5.large".
std::string_view size_of(std::string_view instance_type);

}  // namespace eni::command
