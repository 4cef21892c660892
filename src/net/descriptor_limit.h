#pragma once
/// How many descriptors this process may have. Source: getrlimit(2), RLIMIT_NOFILE.
#include <cstddef>

#include "base/result.h"

namespace eni::net {

std::size_t descriptor_limit();
/// To as many as this user may have: the usual limit of 1 024 is for programs that use select().
void raise_descriptor_limit();
/// Whether programs can be started: what they inherit lies, until they have it, above the numbers that it gets.
/// @error  how many there may be and how many it takes, with the command that allows more
Result<void> check_descriptor_limit();

}  // namespace eni::net
