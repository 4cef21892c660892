#pragma once
/// The VPCs that a user enters by SOCKS: those that tasks or load balancers are in.
#include "sandbox/task_engine/task_engine.h"
#include "sandbox/vpc_entry/vpc_directory.h"

namespace eni::sandbox {

class EnteredVpcs final : public vpc_entry::VpcDirectory {
 public:
  /// All outlive it.
  EnteredVpcs(Environment& env, const task_engine::TaskEngine& engine) : env_{env}, engine_{engine} {}

  std::vector<std::string> vpcs() override;
  bool has_address(const std::string& vpc, const std::string& address) override;
  std::vector<std::string> addresses_of(const std::string& vpc, const std::string& name) override;

 private:
  Environment& env_;
  const task_engine::TaskEngine& engine_;
};

}  // namespace eni::sandbox
