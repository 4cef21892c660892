#pragma once
/// For tests: VPCs as literals.
#include <map>

#include "sandbox/vpc_entry/vpc_directory.h"
#include "vpc/address.h"

namespace eni::sandbox::vpc_entry {

struct TestDirectory final : VpcDirectory {
  std::vector<std::string> vpcs() override {
    std::vector<std::string> all;
    for (const auto& [vpc, block] : blocks) all.push_back(vpc);
    return all;
  }
  bool has_address(const std::string& vpc, const std::string& address) override {
    const auto parsed = vpc::Address::parse(address);
    return parsed && vpc::Cidr::parse(blocks.at(vpc))->contains(*parsed);
  }
  std::vector<std::string> addresses_of(const std::string& vpc, const std::string& name) override {
    const auto found = names.find({vpc, name});
    return found == names.end() ? std::vector<std::string>{} : found->second;
  }

  std::map<std::string, std::string> blocks;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> names;
};

}  // namespace eni::sandbox::vpc_entry
