#pragma once
/// A description in which all is in order, and ways to break it.
#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "diagnosis/check.h"

namespace eni::diagnosis {

inline constexpr const char* kRole = "arn:aws:iam::123456789012:role/hosts";
inline constexpr const char* kProfile = "arn:aws:iam::123456789012:instance-profile/hosts";

/// One cluster "web" with a c5.large that has a trunk, and all in order.
inline Description healthy() {
  Description description;
  description.account = "123456789012";
  description.region = "eu-central-1";
  description.caller_arn = "arn:aws:iam::123456789012:root";
  description.now = *parse_iso8601("2026-01-01T12:00:00Z");
  description.cluster_names = {"web"};
  description.has_service_linked_role = true;
  description.role_of_profile[kProfile] = kRole;
  description.roles[kRole] = {.arn = kRole,
                              .name = "hosts",
                              .setting = TrunkingSetting{"enabled", "enabled"},
                              .trust_policy = R"({"Version":"2012-10-17","Statement":[]})"};
  description.subnets["subnet-1"] = {
      .id = "subnet-1", .zone = "eu-central-1a", .owner_id = "123456789012", .free_addresses = 4000};
  description.instances["i-1"] = {.id = "i-1",
                                  .type = "c5.large",
                                  .state = "running",
                                  .profile_arn = kProfile,
                                  .subnet_id = "subnet-1",
                                  .launched_at = description.now - std::chrono::hours{1}};
  ContainerInstance host{.id = "ci-1", .instance_id = "i-1", .status = "ACTIVE", .agent_version = "1.86.3"};
  host.attributes = {{"ecs.capability.task-eni", ""},
                     {"ecs.capability.task-eni-trunking", ""},
                     {"ecs.os-type", "linux"},
                     {"ecs.awsvpc-trunk-id", "t"}};
  host.cpu = 2048;
  host.memory_mib = 3784;
  description.clusters = {{.name = "web", .hosts = std::vector{host}, .services = std::vector<Service>{}}};
  return description;
}

inline ContainerInstance& host(Description& description) { return description.clusters[0].hosts->front(); }
inline void take_trunk(Description& description) {
  host(description).attributes.erase("ecs.awsvpc-trunk-id");
}
inline void fail_registration(Description& description, const std::string& reason) {
  take_trunk(description);
  host(description).status = "REGISTRATION_FAILED";
  host(description).status_reason = reason;
}
inline void set_setting(Description& description, std::optional<std::string> own,
                        const std::string& effective) {
  description.roles[kRole].setting = TrunkingSetting{std::move(own), effective};
}
/// A group whose launch template says what the host says, and that launched it.
inline LaunchTemplate& put_into_group(Description& description) {
  description.instances["i-1"].group_name = "hosts";
  description.groups["hosts"] = {.name = "hosts",
                                 .launch_template_id = "lt-1",
                                 .launch_template_version = "$Latest",
                                 .subnet_ids = {"subnet-1"}};
  return description.launch_templates["hosts"] = {
             .id = "lt-1", .name = "hosts", .version = "1", .instance_type = "c5.large", .profile = "hosts"};
}

/// A capacity provider of that group, which is the cluster's.
inline CapacityProvider& put_behind_provider(Description& description) {
  put_into_group(description);
  description.groups["hosts"].has_managed_tag = true;
  description.groups["hosts"].desired = 1;
  description.groups["hosts"].max_size = 10;
  host(description).capacity_provider = "hosts";
  description.clusters[0].providers = {"hosts"};
  return description.providers["hosts"] = {
             .name = "hosts", .status = "ACTIVE", .group_name = "hosts", .has_managed_scaling = true};
}

inline Findings run(const Description& description) {
  std::vector<const Check*> checks;
  for (const Check& check : all_checks()) checks.push_back(&check);
  return diagnose(description, checks);
}

/// "error setting-not-effective, note …"
inline std::string summary(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += (text.empty() ? "" : ", ") + std::string(to_string(finding.severity)) + " " + finding.check;
  return text;
}

/// Each finding of a broken description, and no other.
struct DiagnosisCase {
  const char* name;
  std::function<void(Description&)> change;
  const char* findings;  ///< all of them
};

/// That the case has its findings and no others, and that of each error and warning something is printed to type.
inline void expect_findings(const DiagnosisCase& one) {
  Description description = healthy();
  one.change(description);
  const Findings findings = run(description);
  EXPECT_EQ(summary(findings), one.findings) << one.name;
  for (const Finding& finding : findings)
    EXPECT_TRUE(finding.severity == Severity::kNote || !finding.commands.empty())
        << one.name << ": " << finding.check;
}

}  // namespace eni::diagnosis
