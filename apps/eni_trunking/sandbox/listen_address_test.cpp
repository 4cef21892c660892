#include "eni_trunking/sandbox/listen_address.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

TEST(ListenAddress, ReadsEachFormAndRefusesTheRest) {
  const struct {
    const char* text;
    const char* url;  ///< "" where refused
    bool loopback;
  } rows[] = {
      {"127.0.0.1:4566", "http://127.0.0.1:4566", true},
      {"localhost:0", "http://127.0.0.1:0", true},
      {":8080", "http://127.0.0.1:8080", true},
      {"8080", "http://127.0.0.1:8080", true},
      {"[::1]:4566", "http://[::1]:4566", true},
      {"0.0.0.0:4566", "http://0.0.0.0:4566", false},
      {"::1:4566", "", false},
      {"127.0.0.1", "", false},
      {"127.0.0.1:70000", "", false},
      {"127.0.0.1:http", "", false},
      {"", "", false},
  };
  for (const auto& row : rows) {
    const auto address = ListenAddress::parse(row.text);
    EXPECT_EQ(address ? address->url() : "", row.url) << row.text;
    EXPECT_EQ(address && address->is_loopback(), row.loopback) << row.text;
  }
}

TEST(ListenAddress, TheErrorSaysWhatToWrite) {
  EXPECT_EQ(ListenAddress::parse("x:y").error(),
            (Error{"'x:y' is not an address to listen on", "write HOST:PORT, e.g. 127.0.0.1:4566"}));
}

}  // namespace
}  // namespace eni::command
