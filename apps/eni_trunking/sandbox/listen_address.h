#pragma once
/// HOST:PORT as --listen takes it.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::command {

struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4566;

  /// Reads "127.0.0.1:4566", "[::1]:4566", ":4566", "4566" or "localhost:0". @error  what is wrong with it
  static Result<ListenAddress> parse(std::string_view text);
  /// "http://127.0.0.1:4566"
  std::string url() const;
  bool is_loopback() const;
};

}  // namespace eni::command
