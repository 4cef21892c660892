#pragma once
/// The program that tries, in a jail, whether connections leave it.
namespace eni::sandbox::isolation::init {

inline constexpr const char* kProbeName = "eni-trunking-probe";

/// Connects to a port of 127.0.0.1, its only argument. @return  0 or an errno
int run_probe(int argc, char** argv);

}  // namespace eni::sandbox::isolation::init
