#include "sandbox/isolation/egress_route.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace eni::sandbox::isolation {
namespace {

sockaddr_storage parse(const char* text) {
  sockaddr_storage result{};
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(result);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(result);
  if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1) {
    result.ss_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1) << text;
    result.ss_family = AF_INET6;
  }
  return result;
}

TEST(EgressRoute, IsDecidedByTheAddress) {
  using enum EgressRoute;
  const struct {
    const char* address;
    EgressRoute route;
  } rows[] = {
      {"192.0.2.1", kOutside},
      {"10.0.0.1", kOutside},
      {"2001:db8::1", kOutside},
      {"fd00::1", kOutside},
      {"::ffff:192.0.2.1", kOutside},
      {"127.0.0.1", kInside},
      {"127.1.2.3", kInside},
      {"0.0.0.0", kInside},
      {"::1", kInside},
      {"::", kInside},
      {"::ffff:127.0.0.1", kInside},
      // link-local, as a kind
      {"169.254.169.254", kRefused},
      {"169.254.170.2", kRefused},
      {"169.254.0.1", kRefused},
      {"169.253.255.255", kOutside},
      {"169.255.0.0", kOutside},
      {"fe80::1", kRefused},
      {"fe80::a9fe:a9fe", kRefused},
      {"febf::1", kRefused},
      {"fec0::1", kOutside},
      // metadata services elsewhere
      {"fd00:ec2::254", kRefused},
      {"fd00:ec2::23", kRefused},
      {"fd00:ec3::254", kOutside},
      {"fd20:ce::254", kRefused},
      {"fd00:c1::a9fe:a9fe", kRefused},
      {"fd00:c1::a9fe:a9ff", kOutside},
      {"fd00:a9fe:a9fe::1", kRefused},
      {"fd00:a9fe:a9fe::2", kOutside},
      {"fd00:100::100:200", kRefused},
      {"fd00:100::100:201", kOutside},
      {"168.63.129.16", kRefused},
      {"100.100.100.200", kRefused},
      // the same, carried by an address of IPv6
      {"::ffff:169.254.169.254", kRefused},
      {"64:ff9b::169.254.169.254", kRefused},
      {"64:ff9b::127.0.0.1", kRefused},
      {"64:ff9b::192.0.2.1", kOutside},
      {"2002:a9fe:a9fe::1", kRefused},
      {"::169.254.169.254", kRefused},
  };
  for (const auto& row : rows) EXPECT_EQ(egress_route(parse(row.address)), row.route) << row.address;
  sockaddr_storage none{};
  EXPECT_EQ(egress_route(none), kInside);
}

}  // namespace
}  // namespace eni::sandbox::isolation
