#include "sandbox/vpc_entry/destination.h"

#include <gtest/gtest.h>

#include "sandbox/vpc_entry/test_directory.h"

namespace eni::sandbox::vpc_entry {
namespace {

std::string shown(const std::variant<load_balancers::Endpoint, Reply>& result) {
  if (const auto* reply = std::get_if<Reply>(&result))
    return "reply " + std::to_string(static_cast<int>(*reply));
  const auto& endpoint = std::get<load_balancers::Endpoint>(result);
  return endpoint.vpc + " " + endpoint.address + ":" + std::to_string(endpoint.port);
}

TEST(Destination, IsAnAddressOfTheVpcThatHasIt) {
  TestDirectory directory;
  directory.blocks = {{"vpc-1", "10.0.0.0/16"},
                      {"vpc-2", "10.0.0.0/16"},
                      {"vpc-3", "172.31.0.0/16"},
                      {"vpc-6", "2001:db8:0:100::/56"}};
  directory.names = {{{"vpc-1", "web.local"}, {"10.0.1.20"}},
                     {{"vpc-2", "api.local"}, {"192.0.2.1", "10.0.1.21"}},
                     {{"vpc-1", "both.local"}, {"10.0.1.1"}},
                     {{"vpc-2", "both.local"}, {"10.0.1.2"}},
                     {{"vpc-1", "outside.local"}, {"127.0.0.1"}}};
  const struct {
    std::string user, host, result;
  } rows[] = {
      {"", "172.31.0.5", "vpc-3 172.31.0.5:80"},
      {"", "10.0.1.20", "reply 2"},  // in two
      {"vpc-2", "10.0.1.20", "vpc-2 10.0.1.20:80"},
      {"vpc-3", "10.0.1.20", "reply 2"},
      {"vpc-9", "10.0.1.20", "reply 4"},
      {"", "2001:db8:0:101::14", "vpc-6 2001:db8:0:101::14:80"},
      {"", "2001:DB8:0:101:0::14", "vpc-6 2001:DB8:0:101:0::14:80"},
      {"", "web.local", "vpc-1 10.0.1.20:80"},
      {"", "WEB.Local.", "vpc-1 10.0.1.20:80"},
      {"vpc-2", "web.local", "reply 4"},
      {"", "api.local", "vpc-2 10.0.1.21:80"},
      {"", "both.local", "reply 2"},
      {"vpc-1", "both.local", "vpc-1 10.0.1.1:80"},
      {"", "outside.local", "reply 2"},
      {"", "example.com", "reply 4"},
      {"", "", "reply 4"},
      {"", std::string("web.local\0x", 11), "reply 4"},
      // The machine's own, and what else is no address of a VPC.
      {"", "127.0.0.1", "reply 2"},
      {"", "0.0.0.0", "reply 2"},
      {"", "169.254.169.254", "reply 2"},
      {"", "255.255.255.255", "reply 2"},
      {"", "::1", "reply 2"},
      {"", "::ffff:7f00:1", "reply 2"},
      {"", "fe80::1", "reply 2"},
      {"", "fd00:ec2::254", "reply 2"},
      {"", "2001:db8:0:201::14", "reply 2"},
      {"", "localhost", "reply 4"},
      {"", "0x7f.1", "reply 4"},
      {"", "172.31.0.05", "reply 4"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(shown(find_destination(directory, row.user, {row.host, 80, 0})), row.result)
        << row.user << " " << row.host;
}

}  // namespace
}  // namespace eni::sandbox::vpc_entry
