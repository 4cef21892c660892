#pragma once
/// Names that mean something here only, or to the user's machine and network, and which no task asks others about.
/// Sources: RFC 6761, 6762, 6303, 7686, 8375, 9476; ICANN's reservation of "internal".
#include <string_view>

namespace eni::sandbox::task_engine::endpoints {

/// Whether the machine's servers of names are not asked: names without a dot, below "localhost", "internal", "local" and the like,
/// reverse names of private and link-local addresses. A resolver answers NXDOMAIN, unless the VPC has the name.
/// @param name  in small letters, without the last dot
bool is_local_name(std::string_view name);

}  // namespace eni::sandbox::task_engine::endpoints
