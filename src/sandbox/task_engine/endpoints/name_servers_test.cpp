#include "sandbox/task_engine/endpoints/name_servers.h"

#include <arpa/inet.h>
#include <array>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>

namespace eni::sandbox::task_engine::endpoints {
namespace {

std::string texts(const std::vector<NameServer>& servers) {
  std::string all;
  for (const NameServer& server : servers) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(server.address);
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(server.address);
    const bool is_v4 = server.address.ss_family == AF_INET;
    inet_ntop(server.address.ss_family, is_v4 ? static_cast<const void*>(&v4.sin_addr) : &v6.sin6_addr,
              text.data(), text.size());
    all += std::string(text.data()) + "#" + std::to_string(ntohs(is_v4 ? v4.sin_port : v6.sin6_port)) + " ";
  }
  return all;
}

TEST(NameServers, AreThoseOfResolvConf) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } rows[] = {
      {"", ""},
      {"# nameserver 10.0.0.1\nsearch example.com\nnameserver 127.0.0.53\noptions edns0\n", "127.0.0.53#53 "},
      {"nameserver\t10.0.0.1 # mine\nnameserver 2001:db8::1\r\n", "10.0.0.1#53 2001:db8::1#53 "},
      {"nameserver fe80::1%lo\n", "fe80::1#53 "},
      {"nameserver fe80::1%no-such-interface\nnameserver 10.0.0.256\nnameserver\nnameserver x\nnameservers "
       "1.2.3.4\n",
       ""},
      {"nameserver 1.0.0.1\nnameserver 1.0.0.2\nnameserver 1.0.0.3\nnameserver 1.0.0.4",
       "1.0.0.1#53 1.0.0.2#53 1.0.0.3#53 "},
  };
  for (const auto& row : rows) EXPECT_EQ(texts(parse_resolv_conf(row.text)), row.expected) << row.text;
}

TEST(NameServers, ThereIsAlwaysOneOfTheMachine) { EXPECT_FALSE(machine_name_servers().empty()); }

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
