#pragma once
/// A program that the sandbox serves, seen from inside a jail: passes on its words and does with files what it is told.
namespace eni::sandbox::isolation::init {

/// @return  the exit code
int run_tool(int argc, char** argv);

}  // namespace eni::sandbox::isolation::init
