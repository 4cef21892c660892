#pragma once
/// How init gives up: it says why on the control socket and ends.
#include <string>
#include <string_view>

namespace eni::sandbox::isolation::init {

/// With errno as it is: "WHAT: Operation not permitted".
[[noreturn]] void fail(std::string_view what);
[[noreturn]] void fail_with(std::string_view text);

}  // namespace eni::sandbox::isolation::init
