#include "sandbox/isolation/layout.h"

#include <gtest/gtest.h>

namespace eni::sandbox::isolation {
namespace {

TEST(Layout, ListensWhereAUrlOfTheLoopbackPoints) {
  const struct {
    const char* url;
    const char* listener;  ///< "": none
  } rows[] = {
      {"http://127.0.0.1:4566", "127.0.0.1 4566"},
      {"http://localhost:4566/a", "127.0.0.1 4566"},
      {"http://127.1.2.3", "127.1.2.3 80"},
      {"https://localhost", "127.0.0.1 443"},
      {"http://[::1]:9001", "::1 9001"},
      {"http://0.0.0.0:1", "0.0.0.0 1"},
      {"http://192.0.2.1:4566", ""},
      {"http://localhost.example.com", ""},
      {"127.0.0.1:4566", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    const auto listener = loopback_listener(row.url);
    EXPECT_EQ(listener ? listener->address + " " + std::to_string(listener->port) : "", row.listener)
        << row.url;
  }
}

}  // namespace
}  // namespace eni::sandbox::isolation
