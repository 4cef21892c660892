#include "trunking/registration.h"

#include <functional>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace eni::trunking {
namespace {

constexpr const char* kRole = "arn:aws:iam::111122223333:role/hosts";

/// A host with everything as it should be.
RegistrationFacts c5_large() {
  RegistrationFacts host;
  host.effective_setting = "enabled";
  host.role_arn = kRole;
  host.region = "eu-west-1";
  host.os_family = OsFamily::kLinux;
  host.is_external = false;
  host.agent_version = "1.86.3";
  host.has_trunking_capability = true;
  host.instance_type = "c5.large";
  host.type = find_instance_type("c5.large");
  host.attached_enis = 1;
  host.subnet_id = "subnet-0a";
  host.subnet_is_shared = false;
  host.free_ipv4_addresses = 1;
  host.resource_name_dns_a_record = false;
  host.has_service_linked_role = true;
  return host;
}

RegistrationFacts of_type(const char* name) {
  RegistrationFacts host = c5_large();
  host.instance_type = name;
  host.type = find_instance_type(name);
  return host;
}

RegistrationFacts with(const std::function<void(RegistrationFacts&)>& change) {
  RegistrationFacts host = c5_large();
  change(host);
  return host;
}

TEST(Registration, AHostWithEverythingInOrderGetsATrunk) {
  const TrunkDecision decision = decide_trunk(c5_large());
  EXPECT_EQ(decision.ending, TrunkEnding::kTrunk);
  EXPECT_EQ(decision.unmet, nullptr);
  EXPECT_EQ(decision.reason, "");
}

TEST(Registration, WhatIsNotKnownCountsAsInOrder) {
  EXPECT_EQ(decide_trunk({}).ending, TrunkEnding::kTrunk);
  for (const TrunkCondition& condition : trunk_conditions())
    EXPECT_EQ(condition.holds({}), std::nullopt) << condition.name;
}

TEST(Registration, EachConditionDecidesByItself) {
  const struct {
    const char* condition;
    TrunkEnding ending;
    RegistrationFacts host;
    const char* reason;
  } rows[] = {
      {"external-host", TrunkEnding::kNone, with([](RegistrationFacts& h) { h.is_external = true; }),
       "the host is external (ECS Anywhere): its agent does not register the capability for trunks"},
      {"operating-system", TrunkEnding::kNone,
       with([](RegistrationFacts& h) { h.os_family = OsFamily::kWindows; }), "the host runs Windows"},
      {"agent-version", TrunkEnding::kNone, with([](RegistrationFacts& h) { h.agent_version = "1.28.0"; }),
       "the host's agent has version 1.28.0; trunks need 1.28.1"},
      {"agent-capability", TrunkEnding::kNone,
       with([](RegistrationFacts& h) { h.has_trunking_capability = false; }),
       "the agent did not register ecs.capability.task-eni-trunking: ECS_ENABLE_HIGH_DENSITY_ENI is false, "
       "or "
       "ECS_ENABLE_TASK_ENI is not true"},
      {"setting", TrunkEnding::kNone, with([](RegistrationFacts& h) { h.effective_setting = "disabled"; }),
       "awsvpcTrunking is disabled for arn:aws:iam::111122223333:role/hosts in eu-west-1"},
      {"instance-type", TrunkEnding::kNone, of_type("t3.medium"),
       "t3.medium takes no trunk: no T family does"},
      {"instance-type", TrunkEnding::kNone, of_type("c5.metal"),
       "c5.metal takes no trunk: the Amazon ECS Developer Guide excludes it"},
      {"instance-type", TrunkEnding::kNone, of_type("c1.medium"),
       "c1.medium takes no trunk: it is not trunk compatible"},
      {"instance-type", TrunkEnding::kNone, of_type("c8gn.metal-24xl"),
       "no source says that c8gn.metal-24xl takes a trunk"},
      {"instance-type", TrunkEnding::kNone, of_type("zz1.large"),
       "no source knows the instance type zz1.large"},
      {"service-linked-role", TrunkEnding::kFailed,
       with([](RegistrationFacts& h) { h.has_service_linked_role = false; }),
       "Unable to assume the service linked role. Please verify that the ECS service linked role exists."},
      {"shared-subnet", TrunkEnding::kFailed, with([](RegistrationFacts& h) { h.subnet_is_shared = true; }),
       "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0a': "
       "InvalidParameterValue"},
      {"free-addresses", TrunkEnding::kFailed, with([](RegistrationFacts& h) { h.free_ipv4_addresses = 0; }),
       "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0a': "
       "InsufficientFreeAddressesInSubnet"},
      {"free-interface-slot", TrunkEnding::kFailed, with([](RegistrationFacts& h) { h.attached_enis = 3; }),
       "Unexpected EC2 error while attempting to attach network interface to instance: "
       "AttachmentLimitExceeded"},
      {"dns-a-record", TrunkEnding::kFailed,
       with([](RegistrationFacts& h) { h.resource_name_dns_a_record = true; }),
       "Unexpected EC2 error while attempting to attach network interface to instance: UnsupportedOperation"},
  };
  std::set<std::string_view> tested;
  for (const auto& row : rows) {
    const TrunkDecision decision = decide_trunk(row.host);
    ASSERT_NE(decision.unmet, nullptr) << row.condition;
    EXPECT_EQ(decision.unmet->name, row.condition);
    EXPECT_EQ(decision.ending, row.ending) << row.condition;
    EXPECT_EQ(decision.reason, row.reason);
    tested.insert(decision.unmet->name);
  }
  EXPECT_EQ(tested.size(), trunk_conditions().size()) << "a condition without a row above";
}

TEST(Registration, WithoutATrunkToMakeNothingCanFail) {
  for (const auto& silent :
       {with([](RegistrationFacts& h) { h.effective_setting = "disabled"; }), of_type("t3.medium")}) {
    RegistrationFacts host = silent;
    host.subnet_is_shared = true;
    host.resource_name_dns_a_record = true;
    host.free_ipv4_addresses = 0;
    EXPECT_EQ(decide_trunk(host).ending, TrunkEnding::kNone);
  }
}

TEST(Registration, AgentVersionsAreComparedAsNumbers) {
  const struct {
    const char* version;
    TrunkEnding ending;
  } rows[] = {
      {"1.28.1", TrunkEnding::kTrunk},   {"v1.28.1", TrunkEnding::kTrunk},
      {"1.105.1", TrunkEnding::kTrunk},  {"1.9.9", TrunkEnding::kNone},
      {"1.28.0", TrunkEnding::kNone},    {"1.28.0-2", TrunkEnding::kNone},
      {"1.29.0-1", TrunkEnding::kTrunk}, {"2.0.0", TrunkEnding::kTrunk},
      {"", TrunkEnding::kTrunk},         {"DEVELOPMENT", TrunkEnding::kTrunk},  // the capability says enough
  };
  for (const auto& row : rows)
    EXPECT_EQ(decide_trunk(with([&](RegistrationFacts& h) { h.agent_version = row.version; })).ending,
              row.ending)
        << row.version;
}

TEST(Registration, TypesThatLoseByTrunkingGetTheirTrunkAllTheSame) {
  EXPECT_EQ(decide_trunk(of_type("u-18tb1.metal")).ending, TrunkEnding::kTrunk);
}

TEST(Registration, EachConditionSaysWhatToDoAndWhereItIsFrom) {
  std::set<std::string_view> names;
  for (const TrunkCondition& condition : trunk_conditions()) {
    EXPECT_TRUE(names.insert(condition.name).second) << condition.name;
    EXPECT_NE(condition.ending, TrunkEnding::kTrunk) << condition.name;
    EXPECT_EQ(condition.ending == TrunkEnding::kNone, condition.wording == Wording::kOwn) << condition.name;
    for (const std::string_view text : {condition.requirement, condition.remedy, condition.source})
      EXPECT_FALSE(text.empty()) << condition.name;
  }
}

}  // namespace
}  // namespace eni::trunking
