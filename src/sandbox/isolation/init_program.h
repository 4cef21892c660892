#pragma once
/// The static program that makes a jail (init/main.cpp), which the sandbox carries in itself.
#include <string>

namespace eni::sandbox::isolation {

/// A path under which a child of this process can start it: a file in memory, made at the first use.
const std::string& init_program_path();

}  // namespace eni::sandbox::isolation
